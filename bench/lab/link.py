#!/usr/bin/env python3
"""Links between network namespaces in user space: what sch_netem and a shaper would do, where the kernel has neither.

One user and any number of mirrors, each in a namespace of its own with a TUN device. A packet of a mirror goes through
that mirror's link (loss, throttle, rate, queue, half the round trip) and then through the user's own line (rate, queue),
which all mirrors share; the other way round likewise. Only Python's standard library.

usage: link.py PLAN.json      prints 'ready'; ends with SIGTERM
{"user": {"ns", "address", "mbit", "queueBytes"},
 "mirrors": [{"ns", "address", "rttMs", "mbit", "queueBytes", "lossPercent", "swing": {"periodMs", "low"} | null,
              "throttle": {"afterBytes", "mbit"} | null, "blackhole": bool}], "seed": 1}
A rate of 0 is no limit. `swing`: the rate goes down to the share `low` and back, as a sine. `throttle`: a connection that
has had `afterBytes` gets no more than `mbit`.
"""
import ctypes, fcntl, gc, heapq, json, math, os, random, select, signal, socket, struct, subprocess, sys, time

CLONE_NEWNET, TUNSETIFF, IFF_TUN_NO_PI, MTU = 0x40000000, 0x400454CA, 0x1001, 1500
libc = ctypes.CDLL(None, use_errno=True)
plan = json.load(open(sys.argv[1]))
rand = random.Random(plan["seed"])
home = os.open("/proc/self/ns/net", os.O_RDONLY)


def tun(ns, address):
    """A TUN device in the namespace, opened from there and read from here."""
    inside = os.open("/run/netns/" + ns, os.O_RDONLY)
    if libc.setns(inside, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns " + ns)
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", b"wan0", IFF_TUN_NO_PI))
    for words in (["addr", "add", address + "/32", "dev", "wan0"],
                  ["link", "set", "wan0", "mtu", str(MTU), "txqueuelen", "20000", "up"],
                  ["route", "add", "default", "dev", "wan0"]):
        subprocess.check_call(["ip"] + words)
    libc.setns(home, CLONE_NEWNET)
    os.close(inside)
    return fd


class Pipe:
    """A rate with a queue in front of it that drops what does not fit."""
    __slots__ = ("bytes_per_s", "queue", "free", "departures", "queued", "swing")

    def __init__(self, mbit, queue, swing=None):
        self.bytes_per_s, self.queue, self.swing = mbit * 125000.0, queue, swing
        self.free, self.departures, self.queued = 0.0, [], 0

    def send(self, size, now):
        """When the packet has left, or None where the queue was full."""
        if not self.bytes_per_s:
            return now
        waiting = self.departures
        while waiting and waiting[0][0] <= now:
            self.queued -= heapq.heappop(waiting)[1]
        if self.queued + size > self.queue:
            return None
        pace = self.bytes_per_s
        if self.swing:
            low, period = self.swing["low"], self.swing["periodMs"] / 1000
            pace *= low + (1 - low) * (0.5 + 0.5 * math.cos(2 * math.pi * (now - born) / period))
        self.free = max(self.free, now) + size / pace
        heapq.heappush(waiting, (self.free, size))
        self.queued += size
        return self.free


class Mirror:
    def __init__(self, m):
        self.fd, self.half = tun(m["ns"], m["address"]), m["rttMs"] / 2000
        self.loss, self.blackhole, self.throttle = m["lossPercent"] / 100, m["blackhole"], m["throttle"]
        self.down = Pipe(m["mbit"], m["queueBytes"], m["swing"])
        self.flows = {}

    def send(self, packet, now):
        """The time at which a packet to the user leaves this mirror's link, or None where it is lost."""
        if self.loss and rand.random() < self.loss:
            return None
        if self.throttle:
            port = packet[22:24]
            flow = self.flows.get(port)
            if flow is None or packet[33] & 2:
                flow = self.flows[port] = [0, Pipe(self.throttle["mbit"], self.down.queue)]
            flow[0] += len(packet)
            if flow[0] > self.throttle["afterBytes"]:
                now = flow[1].send(len(packet), now)
                if now is None:
                    return None
        return self.down.send(len(packet), now)


born = time.monotonic()
user = tun(plan["user"]["ns"], plan["user"]["address"])
line = Pipe(plan["user"]["mbit"], plan["user"]["queueBytes"])
uplink = Pipe(plan["user"]["mbit"], plan["user"]["queueBytes"])
mirrors = [Mirror(m) for m in plan["mirrors"]]
by_fd = {m.fd: m for m in mirrors}
by_address = {socket.inet_aton(spec["address"]): m for spec, m in zip(plan["mirrors"], mirrors)}
heap, count = [], 0
LINE, OUT = 0, 1
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
gc.disable()
try:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
except OSError:
    pass
watched = [user] + [m.fd for m in mirrors]
poll = select.epoll()
for fd in watched:
    poll.register(fd, select.EPOLLIN)
print("ready", flush=True)
monotonic, push, pop, read, write = time.monotonic, heapq.heappush, heapq.heappop, os.read, os.write
while True:
    if heap:
        wait = heap[0][0] - monotonic()
        # epoll counts in whole ms: the last part of a wait is slept on select, which does not.
        if wait > 0.002:
            ready = [fd for fd, _ in poll.poll(wait - 0.001)]
        else:
            ready = select.select([poll], [], [], max(0, wait))[0] and [fd for fd, _ in poll.poll(0)]
    else:
        ready = [fd for fd, _ in poll.poll(-1)]
    for fd in ready:
        for _ in range(32):
            try:
                packet = read(fd, 2048)
            except BlockingIOError:
                break
            if packet[0] >> 4 != 4:
                continue
            now = monotonic()
            if fd == user:
                mirror = by_address.get(packet[16:20])
                if mirror is None or mirror.blackhole:
                    continue
                at = uplink.send(len(packet), now)
                if at is None or (mirror.loss and rand.random() < mirror.loss):
                    continue
                push(heap, (at + mirror.half, count, OUT, mirror.fd, packet))
            else:
                mirror = by_fd[fd]
                at = mirror.send(packet, now)
                if at is None:
                    continue
                push(heap, (at + mirror.half, count, LINE, user, packet))
            count += 1
    now = monotonic()
    while heap and heap[0][0] <= now:
        due, _, stage, fd, packet = pop(heap)
        if stage == LINE:
            at = line.send(len(packet), due)
            if at is None:
                continue
            if at > now:
                push(heap, (at, count, OUT, fd, packet))
                count += 1
                continue
        try:
            write(fd, packet)
        except OSError:
            pass
