import { cosignatureVerifier } from '@divan/transparency-log';
import { z } from 'zod';

/** A server that vouches that it never saw this log contradict itself. */
export interface Witness {
  name: string;
  /** Its submission prefix, without a slash at the end. */
  url: string;
  /** Its verifier key, of signature type 0x04 (c2sp.org/tlog-cosignature). */
  vkey: string;
}

const listSchema = z.array(z.strictObject({ vkey: z.string(), url: z.string(), name: z.string().optional() }));

/** Reads `LEDGER_WITNESSES`. @throws with what is wrong, to be shown to whoever configured it */
export function parseWitnesses(text: string): Witness[] {
  const witnesses = (text.trim().startsWith('[') ? fromJson(text) : fromLines(text)).map(({ vkey, url, name }) => {
    const named = keyName(vkey);
    if (name !== undefined && name !== named) throw new Error(`names ${name}, and its key is that of ${named}`);
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new Error(`has no http or https address for ${named}`);
    return { name: named, url: url.replace(/\/+$/, ''), vkey };
  });
  const names = new Set(witnesses.map(({ name }) => name));
  if (names.size < witnesses.length) throw new Error('names a witness twice');
  return witnesses;
}

function keyName(vkey: string): string {
  try {
    return cosignatureVerifier(vkey).name;
  } catch (cause) {
    throw new Error(`has a key that is ${(cause as Error).message}`, { cause });
  }
}

function fromJson(text: string): z.infer<typeof listSchema> {
  try {
    return listSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error('is not a JSON list of {"vkey","url"}', { cause });
  }
}

function fromLines(text: string): { vkey: string; url: string; name?: string }[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [vkey, url, ...more] = line.split(/\s+/);
      if (!vkey || !url || more.length > 0) throw new Error('has a line that is not `vkey url`');
      return { vkey, url };
    });
}
