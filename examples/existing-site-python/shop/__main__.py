"""`python -m shop`: the server, on loopback unless told otherwise."""

import argparse
import logging

import waitress

from . import settings
from .hook import MAX_BODY_BYTES, create_app


def main():
    parser = argparse.ArgumentParser(prog="shop", description="The three calls of docs/hook.md")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8801)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    app = create_app(settings.customers(), settings.signing_keys())
    print(f"listening on http://{options.host}:{options.port}", flush=True)
    # Four times what the application takes: it answers 413 itself, in JSON, and far more is not even read.
    waitress.serve(app, host=options.host, port=options.port, threads=8, max_request_body_size=4 * MAX_BODY_BYTES)


main()
