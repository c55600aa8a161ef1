import type { TEXTS } from './texts';

/** What a verdict can say; each has its words in `TEXTS`. */
export type StatementCode = keyof typeof TEXTS;

/** `proved`: mathematics says so. `failed`: it says the contrary. `open`: what was given does not tell. */
export type Outcome = 'proved' | 'failed' | 'open';

export type Params = Record<string, string | number>;

/** One thing that was found, as data: a code and what it is about. */
export interface Statement {
  outcome: Outcome;
  code: StatementCode;
  params: Params;
}

/** What was found. `verified` only when something was proved and nothing failed. */
export interface Verdict {
  verified: boolean;
  statements: Statement[];
}

// Whoever destroys a table should not get a verdict as long as the table.
const LISTED = 20;

/** Collects statements; of one code the first twenty are listed and the rest counted. */
export class Findings {
  private readonly statements: Statement[] = [];
  private readonly counts = new Map<StatementCode, number>();

  proved(code: StatementCode, params: Params = {}): void {
    this.add('proved', code, params);
  }

  failed(code: StatementCode, params: Params = {}): void {
    this.add('failed', code, params);
  }

  open(code: StatementCode, params: Params = {}): void {
    this.add('open', code, params);
  }

  /** How often something was found. */
  count(code: StatementCode): number {
    return this.counts.get(code) ?? 0;
  }

  get hasFailed(): boolean {
    return this.statements.some(({ outcome }) => outcome === 'failed');
  }

  verdict(): Verdict {
    const statements = [...this.statements];
    for (const [code, count] of this.counts) {
      const { outcome } = statements.find((statement) => statement.code === code)!;
      if (count > LISTED) statements.push({ outcome, code: 'more', params: { code, count: count - LISTED } });
    }
    const proved = statements.some(({ outcome }) => outcome === 'proved');
    return { verified: proved && !this.hasFailed, statements };
  }

  private add(outcome: Outcome, code: StatementCode, params: Params): void {
    const count = this.count(code) + 1;
    this.counts.set(code, count);
    if (count <= LISTED) this.statements.push({ outcome, code, params });
  }
}
