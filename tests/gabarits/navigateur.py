"""Le navigateur des essais, s'il y en a un."""

import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
