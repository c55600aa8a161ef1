interface Log {
  vkey: string;
  size: number;
  /** Where everybody reads it; null while it is closed. */
  url: string | null;
}

/** For a POSIX shell: keys hold + and =, and nothing that single quotes would not carry. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

export function verifyCommands({ vkey, size, url }: Log): { name: string; command: string }[] {
  const one = 'npx divan-verify leaf-0.tlog-proof event-0.json';
  const key = `--vkey ${quoted(vkey)}`;
  return [
    { name: 'proof', command: `${one} ${key}` },
    ...(url
      ? [
          { name: 'whole', command: `npx divan-verify ${url}/ ${key}` },
          { name: 'older', command: `npx divan-verify ${url}/ ${key} --checkpoint checkpoint-${size}.txt` },
        ]
      : []),
  ];
}
