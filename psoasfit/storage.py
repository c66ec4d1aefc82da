"""Static files with content hashes in their names, compressed, imports between modules rewritten."""

from django_manifeststaticfiles_enhanced.storage import EnhancedManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage, EnhancedManifestStaticFilesStorage):
    """The order matters: the other way round nothing is compressed."""

    support_js_module_import_aggregation = True
