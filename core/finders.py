"""Which files of third-party packages the portal serves."""

from django.contrib.staticfiles.finders import FileSystemFinder

BOOTSTRAP = "vendor/bootstrap"
# The source map comes along because the hashed storage follows its link from the stylesheet.
WANTED = frozenset({"css/bootstrap.min.css", "css/bootstrap.min.css.map"})


class VendorFinder(FileSystemFinder):
    """Our own `static/`, plus of Bootstrap's 46 files (8 MB) only the stylesheet: no page needs its scripts."""

    def list(self, ignore_patterns):
        for path, storage in super().list(ignore_patterns):
            if storage.prefix != BOOTSTRAP or path.replace("\\", "/") in WANTED:
                yield path, storage
