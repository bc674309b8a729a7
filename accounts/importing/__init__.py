"""Lists in and out of Excel: reading a distrusted file, previewing it, writing what was previewed, undoing it."""
