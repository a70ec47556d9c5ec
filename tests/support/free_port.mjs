// A port on loopback for a program that must be told one.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

// Browsers refuse 10080 and some of the lower ones.
const lowest = 11_000;
const ephemeral = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/)[0]);

/** Below the ports that the kernel gives to connections: between now and the program's start only who picks the very same
 *  number can take it, and a program that ends finds it again. */
export async function free_port() {
  for (;;) {
    const port = randomInt(lowest, Math.max(ephemeral, lowest + 10_000));
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
