"""A connection that nobody uses for a while. It waits beside the other rules, which take as long, and is looked at last."""

import time
from concurrent.futures import ThreadPoolExecutor

from rules import Rules

IDLE_S = 35


def call_twice(site):
    """Two calls over one connection, the second one late; gives its answer."""
    connection = site.connect()
    site.call("find", {"id": "0"}, connection)
    # http.client would open another one by itself.
    connection.auto_open = 0
    time.sleep(IDLE_S)
    try:
        return site.call("find", {"id": "0"}, connection)
    finally:
        connection.close()


class Idle(Rules):
    """Between two calls."""

    second = None

    @classmethod
    def begin(cls):
        """Starts waiting."""
        waiting = ThreadPoolExecutor(1)
        cls.second = waiting.submit(call_twice, cls.site)
        waiting.shutdown(wait=False)

    def test_a_connection_is_kept_open_for_longer_than_the_functions_keep_it(self):
        if not self.second:
            self.begin()
        self.in_json(self.seen(self.second.result()), 200)
