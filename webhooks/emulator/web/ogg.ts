// Puts the Opus packets of a WebM recording into an Ogg stream (RFC 3533, RFC 7845), without touching the sound.

interface Element {
  id: number;
  start: number;
  end: number;
}

/** An EBML number; the length marker stays in ids and goes from sizes. All ones: unknown size. */
function vint(bytes: Uint8Array, at: number, keepMarker: boolean): { value: number; length: number; unknown: boolean } {
  const first = bytes[at] ?? 0;
  let length = 1;
  while (length <= 8 && !(first & (0x80 >> (length - 1)))) length += 1;
  let value = keepMarker ? first : first & (0xff >> length);
  let ones = (first & (0xff >> length)) === 0xff >> length;
  for (let i = 1; i < length; i += 1) {
    const byte = bytes[at + i] ?? 0;
    value = value * 256 + byte;
    ones = ones && byte === 0xff;
  }
  return { value, length, unknown: ones };
}

function* elements(bytes: Uint8Array, start: number, end: number): Generator<Element> {
  for (let at = start; at < end; ) {
    const id = vint(bytes, at, true);
    const size = vint(bytes, at + id.length, false);
    const body = at + id.length + size.length;
    const stop = size.unknown ? end : Math.min(end, body + size.value);
    yield { id: id.value, start: body, end: stop };
    at = stop;
  }
}

const segment = 0x18538067;
const cluster = 0x1f43b675;
const blockGroup = 0xa0;
const block = 0xa1;
const simpleBlock = 0xa3;
const containers = new Set([segment, cluster, blockGroup]);

/** Every packet in order. A cluster of unknown size holds what follows, so the next one may turn up inside it. */
function packets(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  const walk = (start: number, end: number): void => {
    for (const one of elements(bytes, start, end)) {
      if (containers.has(one.id)) walk(one.start, one.end);
      if (one.id !== simpleBlock && one.id !== block) continue;
      const track = vint(bytes, one.start, false);
      found.push(bytes.subarray(one.start + track.length + 3, one.end));
    }
  };
  walk(0, bytes.length);
  return found;
}

/** How long an Opus packet sounds, in samples of 48 kHz (RFC 6716, 3.1). */
function samples(packet: Uint8Array): number {
  const toc = packet[0] ?? 0;
  const config = toc >> 3;
  const lengths = config < 12 ? [480, 960, 1920, 2880] : config < 16 ? [480, 960] : [120, 240, 480, 960];
  const frame = lengths[config < 12 ? config & 3 : config < 16 ? config & 1 : config & 3] ?? 960;
  const code = toc & 3;
  return frame * (code === 0 ? 1 : code === 3 ? (packet[1] ?? 1) & 63 : 2);
}

const table = Array.from({ length: 256 }, (_, i) => {
  let value = i << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

function page(packet: Uint8Array, flags: number, granule: number, sequence: number): Uint8Array {
  const lacing = Math.floor(packet.length / 255) + 1;
  const out = new Uint8Array(27 + lacing + packet.length);
  const view = new DataView(out.buffer);
  out.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  view.setUint32(6, granule >>> 0, true);
  view.setUint32(10, Math.floor(granule / 4294967296), true);
  view.setUint32(14, 0x53504f52, true);
  view.setUint32(18, sequence, true);
  out[26] = lacing;
  out.fill(255, 27, 27 + lacing - 1);
  out[27 + lacing - 1] = packet.length % 255;
  out.set(packet, 27 + lacing);
  let crc = 0;
  for (const byte of out) crc = ((crc << 8) ^ (table[((crc >>> 24) ^ byte) & 255] ?? 0)) >>> 0;
  view.setUint32(22, crc, true);
  return out;
}

const text = (value: string): number[] => [...new TextEncoder().encode(value)];

export function oggFromWebm(webm: Uint8Array): Uint8Array {
  const skip = 312;
  const head = Uint8Array.from([...text('OpusHead'), 1, 1, skip & 255, skip >> 8, 0x80, 0xbb, 0, 0, 0, 0, 0]);
  const vendor = text('sportello');
  const tags = Uint8Array.from([...text('OpusTags'), vendor.length, 0, 0, 0, ...vendor, 0, 0, 0, 0]);
  const pages = [page(head, 2, 0, 0), page(tags, 0, 0, 1)];
  const all = packets(webm);
  let granule = skip;
  all.forEach((packet, i) => {
    granule += samples(packet);
    pages.push(page(packet, i === all.length - 1 ? 4 : 0, granule, i + 2));
  });
  const whole = new Uint8Array(pages.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of pages) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}
