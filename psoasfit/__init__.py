"""The project: settings, addresses, server and worker entry points."""

import zoneinfo

# Reminders must follow the tzdata package we pin, not whatever copy the operating system has.
zoneinfo.reset_tzpath(to=[])
