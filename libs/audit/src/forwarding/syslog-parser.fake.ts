/** A message as a receiver understands it. */
export interface ReceivedMessage {
  priority: number;
  timestamp: string;
  hostname: string;
  appName: string;
  procId: string;
  msgId: string;
  data: Record<string, Record<string, string>>;
  message: string;
}

/** A strict reader of RFC 5424 §6, written from its grammar and not from what we send. */
export function parseSyslog(bytes: Buffer): ReceivedMessage {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const header =
    /^<(0|[1-9]\d{0,2})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) /.exec(
      text,
    );
  if (!header) throw new Error(`no RFC 5424 header: ${text.slice(0, 100)}`);
  const [, priority, timestamp, hostname, appName, procId, msgId] = header as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if (Number(priority) > 191) throw new Error('PRIVAL is above 191');
  const { data, end } = parseData(text, header[0].length);
  if (end < text.length && text[end] !== ' ') throw new Error('no space before MSG');
  return {
    priority: Number(priority),
    timestamp,
    hostname,
    appName,
    procId,
    msgId,
    data,
    message: text.slice(end + 1),
  };
}

function parseData(text: string, start: number): { data: ReceivedMessage['data']; end: number } {
  const data: ReceivedMessage['data'] = {};
  if (text[start] === '-') return { data, end: start + 1 };
  let at = start;
  while (text[at] === '[') {
    const id = /^\[([!#-<>-\\^-~]{1,32})/.exec(text.slice(at));
    if (!id) throw new Error('no SD-ID');
    at += id[0].length;
    const params: Record<string, string> = (data[id[1]!] = {});
    const param = / ([!#-<>-\\^-~]{1,32})="((?:[^"\\\]]|\\["\\\]]|\\(?!["\\\]]))*)"/y;
    for (;;) {
      param.lastIndex = at;
      const found = param.exec(text);
      if (!found) break;
      params[found[1]!] = found[2]!.replace(/\\(["\\\]])/g, '$1');
      at = param.lastIndex;
    }
    if (text[at] !== ']') throw new Error(`no end of SD-ELEMENT at ${text.slice(at, at + 40)}`);
    at += 1;
  }
  if (at === start) throw new Error('no structured data');
  return { data, end: at };
}

/** Frames of RFC 6587 §3.4.1 (octet counting), from bytes as they arrive. */
export class OctetCounting {
  private rest = Buffer.alloc(0);

  push(bytes: Buffer): Buffer[] {
    this.rest = Buffer.concat([this.rest, bytes]);
    const frames: Buffer[] = [];
    for (;;) {
      const space = this.rest.indexOf(0x20);
      if (space < 0) return frames;
      const length = this.rest.subarray(0, space).toString('latin1');
      if (!/^[1-9]\d*$/.test(length)) throw new Error(`no MSG-LEN: ${length}`);
      const end = space + 1 + Number(length);
      if (this.rest.length < end) return frames;
      frames.push(this.rest.subarray(space + 1, end));
      this.rest = this.rest.subarray(end);
    }
  }

  get complete(): boolean {
    return this.rest.length === 0;
  }
}
