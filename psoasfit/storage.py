"""Static files with content hashes in their names, minified, compressed, with imports rewritten."""

from collections.abc import Iterator

from django_manifeststaticfiles_enhanced.storage import EnhancedManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from psoasfit.minify import MinifiedFiles, is_ours


class StaticStorage(CompressedManifestStaticFilesStorage, EnhancedManifestStaticFilesStorage):
    """The order matters: the other way round nothing is compressed."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict, *args, **kwargs) -> Iterator[tuple]:
        """Minify first, so that the hash in a name is that of what is shipped."""
        shipped = {
            name: (MinifiedFiles(storage) if is_ours(name) else storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(shipped, *args, **kwargs)
