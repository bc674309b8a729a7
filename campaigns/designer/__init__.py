"""The criteria designer (thiết kế bộ tiêu chí, R5): drafts of one group and year, their items, publishing, copying,
versions, Excel. Every write goes through here; a published set is never changed."""
