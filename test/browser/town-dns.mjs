import { createSocket } from 'node:dgram';

const [HEADER_BYTES, TXT, IN] = [12, 16, 1];
// A response to a query that recursion was wanted for and is available; with and without an answer.
const [FOUND, NO_SUCH_NAME] = [0x8180, 0x8183];

/** The town's DNS server: a record is there from the moment that it is published. ask-town-dns.mjs leads Divan to it. */
export async function openTownDns() {
  const records = new Map();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => socket.send(answerTo(query, records), port, address));
  await new Promise((done) => socket.bind(0, '127.0.0.1', done));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    publish: (name, text) => records.set(name.toLowerCase(), text),
    close: () => new Promise((done) => socket.close(done)),
  };
}

function answerTo(query, records) {
  const labels = [];
  let at = HEADER_BYTES;
  for (let length = query[at]; length > 0; length = query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const question = query.subarray(HEADER_BYTES, at + 5);
  const text = records.get(labels.join('.').toLowerCase());
  const found = text !== undefined && query.readUInt16BE(at + 1) === TXT;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(found ? FOUND : NO_SUCH_NAME, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found ? 1 : 0, 6);
  return Buffer.concat([header, question, found ? recordOf(text) : Buffer.alloc(0)]);
}

/** For the name of the question, not to be kept. */
function recordOf(text) {
  const data = Buffer.from(text);
  const head = Buffer.alloc(13);
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(IN, 4);
  head.writeUInt16BE(data.length + 1, 10);
  head.writeUInt8(data.length, 12);
  return Buffer.concat([head, data]);
}
