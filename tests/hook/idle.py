"""A connection that nobody uses for a while. It is opened before the other rules, which take as long, and comes after them."""

import time

from rules import Rules

IDLE_S = 35


class Idle(Rules):
    """Between two calls."""

    connection = None
    opened_at = None

    @classmethod
    def open(cls):
        """Opens the connection, with a first call over it."""
        cls.connection = cls.site.connect()
        cls.site.call("find", {"id": "0"}, cls.connection)
        cls.opened_at = time.monotonic()

    def test_a_connection_is_kept_open_for_longer_than_the_functions_keep_it(self):
        if not self.connection:
            self.open()
        self.addCleanup(self.connection.close)
        time.sleep(max(0, self.opened_at + IDLE_S - time.monotonic()))
        # http.client would open another one by itself.
        self.connection.auto_open = 0
        self.in_json(self.seen(self.site.call("find", {"id": "0"}, self.connection)), 200)
