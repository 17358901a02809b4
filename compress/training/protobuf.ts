/**
 * A writer of protocol buffers: enough of the wire format for TensorFlow's graphs. A message is the concatenation of its fields.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 */

/** A whole number, seven bits a byte, least significant first; negative ones as 64-bit two's complement. */
function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const wire = { varint: 0, bytes: 2, fixed32: 5 } as const;

function tag(field: number, type: keyof typeof wire): Buffer {
  return varint((field << 3) | wire[type]);
}

/** A field of type int32, int64, bool or enum. */
export function intField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([tag(field, "varint"), varint(value)]);
}

/** A field of type float. */
export function floatField(field: number, value: number): Buffer {
  const bits = Buffer.alloc(4);
  bits.writeFloatLE(value);
  return Buffer.concat([tag(field, "fixed32"), bits]);
}

/** A field of type string, bytes or message. */
export function bytesField(field: number, value: string | Uint8Array): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
  return Buffer.concat([tag(field, "bytes"), varint(bytes.length), bytes]);
}

export function message(...fields: Uint8Array[]): Buffer {
  return Buffer.concat(fields);
}
