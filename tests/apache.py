"""A plugin for tests: Apache on loopback, with the site, and with the redirects of docs/w3id/ as w3id.org has them."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "docs/w3id/.htaccess"
MODULES = "/usr/lib/apache2/modules"
SITE = re.compile(r"(?<=E=SITE:)[^\]]+")

CONFIG = """\
ServerRoot {folder}
ServerName 127.0.0.1
PidFile pid
ErrorLog {folder}/errors
{modules}
{user}
TypesConfig /etc/mime.types
Listen 127.0.0.1:{redirects}
Listen 127.0.0.1:{site_port}
<VirtualHost 127.0.0.1:{redirects}>
  DocumentRoot {folder}/w3id
  <Directory {folder}/w3id>
    AllowOverride All
    Require all granted
  </Directory>
</VirtualHost>
<VirtualHost 127.0.0.1:{site_port}>
  DocumentRoot {site}
  <Directory {site}>
    Require all granted
  </Directory>
</VirtualHost>
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def apache(site: Path, require: Callable[[str, str], str]) -> Iterator[str]:
    """The address that stands for https://w3id.org; what is there leads to the site, on another port."""
    os.environ["PATH"] += ":/usr/sbin"
    program = require("apache2", "apt-get install apache2-bin media-types")
    with TemporaryDirectory(prefix="kg-apache-") as name:
        folder = Path(name)
        redirects, site_port = free_port(), free_port()
        (folder / "w3id/neuromod-kg").mkdir(parents=True)
        rules, count = SITE.subn(f"http://127.0.0.1:{site_port}", RULES.read_text(encoding="utf-8"))
        assert count == 1, "the address of the site is in one line"
        (folder / "w3id/neuromod-kg/.htaccess").write_text(rules, encoding="utf-8")
        user = ""
        if os.getuid() == 0:  # Apache answers as somebody else then, who has to get at the files.
            user = "User nobody\nGroup nogroup"
            for path in (folder, site, *(one for one in site.parents if Path(gettempdir()) in one.parents)):
                path.chmod(path.stat().st_mode | 0o055)
        loaded = ("mpm_event", "authz_core", "dir", "mime", "rewrite")
        modules = "\n".join(f"LoadModule {one}_module {MODULES}/mod_{one}.so" for one in loaded)
        config = folder / "apache.conf"
        config.write_text(
            CONFIG.format(
                folder=folder, site=site, modules=modules, user=user, redirects=redirects, site_port=site_port
            )
        )
        process = subprocess.Popen([program, "-f", str(config), "-DFOREGROUND"], stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                with socket.socket() as one:
                    if one.connect_ex(("127.0.0.1", redirects)) == 0:
                        break
                assert process.poll() is None, (folder / "errors").read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{redirects}"
        finally:
            process.terminate()
            process.wait(20)
