"""Events of the retail job, made from a seed, fed to a topic by kcat; some of them bad in every way that is counted."""
import json
import random
import subprocess
import threading
import time

CATEGORIES = ["Skincare", "Makeup", "Haircare", "Fragrance", "Body", "Nails \u00e9\u4e2d", "Tab\there", "back\\slash"]
METHODS = ["card", "cash", "transfer", "e-wallet", "it's"]


class Events:
    """A deterministic stream. Events lie less than the watermark's delay back, but for a share that is late."""

    def __init__(self, seed, step_seconds=2):
        self.random = random.Random(seed)
        self.late_share = 0.0
        # Event times are multiples of this, so that watermarks often fall on a window's end.
        self.grid_seconds = 1
        self.step = step_seconds
        # Far enough in the past that no event is in the future of its record.
        self.clock = int(time.time()) // 300 * 300 - 20 * 86400
        self.count = 0

    def next(self):
        """The value of the next record: bytes, empty for a tombstone."""
        random_, self.count = self.random, self.count + 1
        self.clock += random_.randint(0, self.step)
        back = random_.randint(0, 3000)
        if random_.random() < self.late_share:
            back = random_.randint(3000, 3 * 3600)
        row = {
            "transaction_id": f"t{self.count:09d}", "customer_id": random_.randint(1, 1 << 40),
            "category": random_.choice(CATEGORIES), "brand": random_.choice(["A", "B \"quoted\"", "C\nline", None]),
            "product_name": f"p{random_.randint(1, 500)}", "quantity": random_.randint(-2, 9),
            "price": random_.randint(-999, 250_000), "payment_method": random_.choice(METHODS),
            "timestamp": (self.clock - back) // self.grid_seconds * self.grid_seconds, "ignored": {"a": [1, 2.5e3, None, "x"]}}
        kind = random_.random()
        if kind < 0.01:
            return self.spoiled(row)
        return json.dumps(row, ensure_ascii=random_.random() < 0.5).encode()

    def spoiled(self, row):
        kind = self.random.randrange(9)
        if kind == 0:
            return b""
        if kind == 1:
            return json.dumps(row).encode()[:-7]
        if kind == 2:
            del row["transaction_id"]
        if kind == 3:
            row["customer_id"] = "not a number"
        if kind == 4:
            row["timestamp"] = int(time.time()) + 30 * 86400
        if kind == 5:
            row["timestamp"] = None
        if kind == 6:
            row["brand"] = "nul\0inside"
        if kind == 7:
            row["quantity"] = 1 << 31
        if kind == 8:
            row["quantity"] = None
            row["price"] = None
        return json.dumps(row).encode()


class Feed:
    """Feeds a topic from a thread, one kcat for each partition, at a steady rate."""

    def __init__(self, events, brokers, topic, partitions, rate):
        self.events, self.rate = events, rate
        self.brokers, self.topic = brokers, topic
        self.pipes = []
        self.produced = 0
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.set_partitions(partitions)

    def set_partitions(self, count):
        """From now on events also go to new partitions."""
        with self.lock:
            for partition in range(len(self.pipes), count):
                self.pipes.append(subprocess.Popen(
                    ["kcat", "-P", "-Z", "-b", self.brokers, "-t", self.topic, "-p", str(partition), "-X",
                     "linger.ms=5"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL))

    def put(self, count):
        """Feeds so many events at once."""
        with self.lock:
            for _ in range(count):
                pipe = self.pipes[self.events.random.randrange(len(self.pipes))]
                pipe.stdin.write(self.events.next() + b"\n")
                self.produced += 1
            for pipe in self.pipes:
                pipe.stdin.flush()

    def run(self):
        while not self.stopping.wait(0.05):
            self.put(max(1, int(self.rate * 0.05)))

    def start(self):
        self.thread.start()

    def stop(self):
        """Ends the feed; every event is in the topic afterwards."""
        self.stopping.set()
        if self.thread.is_alive():
            self.thread.join()
        for pipe in self.pipes:
            pipe.stdin.close()
            pipe.wait(timeout=60)
