import { paragraph, sentence, verifyEvidence, type Verdict, type VerifyRequest } from '@divan/transparency-log';
import { readOptions, USAGE, UsageError, type Options } from './options';
import { evidenceFiles, isLogFolder } from './evidence-files';
import { folderSource, webSource } from './log-sources';

/** Where the command writes, and how wide that is; without a width nothing is wrapped. */
export interface Terminal {
  print(text: string): void;
  complain(text: string): void;
  columns?: number | undefined;
}

/** @returns the exit code: 0 verified, 1 not verified, 2 not understood */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    const options = readOptions(args, env);
    if (options === 'help') {
      terminal.print(USAGE);
      return 0;
    }
    const verdict = await verifyEvidence(requestOf(options));
    terminal.print(options.json ? asJson(verdict) : `${wrapped(paragraph(verdict), terminal.columns)}\n`);
    return verdict.verified ? 0 : 1;
  } catch (error) {
    terminal.complain(`divan-verify: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function requestOf(options: Options): VerifyRequest {
  const { url, paths, vkeys, checkpoints, leafHash, content, graceSeconds, parallel, token } = options;
  const folders = paths.filter(isLogFolder);
  if (folders.length + (url ? 1 : 0) > 1) throw new UsageError('only one log at a time');
  const source = url ? webSource(url, token) : folders[0] ? folderSource(folders[0]) : null;
  return {
    vkeys,
    held: evidenceFiles(checkpoints),
    files: evidenceFiles(paths.filter((path) => !folders.includes(path))),
    ...(source ? { log: { name: url?.href ?? folders[0]!, source, parallel } } : {}),
    ...(leafHash ? { leafHash } : {}),
    ...(content ? { content } : {}),
    graceSeconds,
  };
}

function asJson({ verified, statements }: Verdict): string {
  const said = statements.map((statement) => ({ ...statement, text: sentence(statement) }));
  return `${JSON.stringify({ verified, statements: said, paragraph: paragraph({ verified, statements }) }, null, 2)}\n`;
}

function wrapped(text: string, columns = Number.POSITIVE_INFINITY): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
