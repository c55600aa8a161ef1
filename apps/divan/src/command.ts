/** One command of `npm run divan -- <name>`. */
export interface Command {
  name: string;
  usage: string;
  summary: string;
  /** @param print receives what people should read, line by line */
  run(args: string[], print: (text: string) => void): Promise<void>;
}
