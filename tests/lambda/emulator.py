"""One function under AWS's Runtime Interface Emulator, and the local stack that holds its table."""

import glob
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import threading
import time


def free_port():
    """Below the ports that outgoing connections take in the meantime; the next one, where the local
    stack has its emulated Amazon, is free as well."""
    while True:
        port = random.randrange(20_000, 32_000, 2)
        try:
            with socket.socket() as this, socket.socket() as next_one:
                this.bind(("127.0.0.1", port))
                next_one.bind(("127.0.0.1", port + 1))
                return port
        except OSError:
            continue


class Function:
    """A release binary and the emulator that runs it, as one sandbox: one event at a time."""

    def __init__(self, emulator, binary, settings, log_path):
        self.name = os.path.basename(binary)
        self.binary = binary
        self.log_path = log_path
        self.port = free_port()
        environment = {
            "AWS_LAMBDA_FUNCTION_NAME": self.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "AWS_LAMBDA_FUNCTION_TIMEOUT": "20",
            # What LoggingConfig of the template makes Lambda set.
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_LAMBDA_LOG_LEVEL": "INFO",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            **settings,
        }
        with open(log_path, "wb") as log:
            self.process = subprocess.Popen(
                [
                    emulator,
                    "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
                    "--runtime-api-address", f"127.0.0.1:{free_port()}",
                    "--log-level", "info",
                    os.path.abspath(binary),
                ],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )
        self._wait_until_it_listens()

    def _wait_until_it_listens(self):
        give_up = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError(f"the emulator of {self.name} did not start:\n{self.log()}") from None
                time.sleep(0.01)

    def invoke(self, event):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request("POST", "/2015-03-31/functions/function/invocations", json.dumps(event))
            body = connection.getresponse().read()
        finally:
            connection.close()
        # Nothing where the function did not start; `errorType` where it ended or took too long.
        answer = json.loads(body or "{}")
        if not answer.keys() & {"statusCode", "isAuthorized"}:
            raise AssertionError(f"{self.name} gave no answer but {body}\n{self.log()}")
        return answer

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def init_ms(self):
        """From starting the binary to its first poll, as the emulator saw it."""
        return float(re.search(r"INIT REPORT\(durationMs: ([0-9.]+)", self.log())[1])

    def peak_mib(self):
        """The binary's own peak of resident memory; the emulator's REPORT line repeats the limit."""
        children = [
            pid
            for path in glob.glob(f"/proc/{self.process.pid}/task/*/children")
            for pid in open(path, encoding="ascii").read().split()
        ]
        if len(children) != 1:
            raise AssertionError(f"{self.name} is not running\n{self.log()}")
        with open(f"/proc/{children[0]}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) / 1024

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class LocalStack:
    """`cargo run`, for its table and its customers."""

    def __init__(self, root, customers, log_path):
        self.port = free_port()
        with open(log_path, "wb") as log:
            self.process = subprocess.Popen(
                ["cargo", "run", "--quiet", "--", "--port", str(self.port), "--customers", customers],
                cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
            )
        self.dynamodb_url = self.table = None
        for line in self.process.stdout:
            if found := re.search(r"dynamodb (http://\S+) table (\S+)", line):
                self.dynamodb_url, self.table = found.groups()
            if "listening on " in line:
                break
        if not self.dynamodb_url:
            self.stop()
            with open(log_path, encoding="utf-8", errors="replace") as log:
                raise RuntimeError(f"the local stack did not say where its table is:\n{log.read()}")
        # Whatever it prints from now on must not fill the pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
