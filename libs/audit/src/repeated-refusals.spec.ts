import { Clock } from '@divan/platform';
import { Logger } from '@nestjs/common';
import { RepeatedRefusals } from './repeated-refusals';

describe('refusals that are repeated', () => {
  let now: number;
  let refusals: RepeatedRefusals;
  /** Each event, with the refusals it stands for. */
  let written: [name: string, stands: number][];

  const note = (name: string, about = name): Promise<void> =>
    refusals.note(about, (repetitions) => {
      written.push([name, repetitions + 1]);
      return Promise.resolve();
    });
  const told = (): number => written.reduce((sum, [, stands]) => sum + stands, 0);

  beforeEach(() => {
    now = 1_800_000_000_000;
    written = [];
    const clock = new Clock();
    vi.spyOn(clock, 'now').mockImplementation(() => new Date(now));
    refusals = new RepeatedRefusals(clock);
  });

  it('are written at once, then once a minute with the number of those between [V16.3.2]', async () => {
    for (let n = 0; n < 1000; n += 1) await note('a');
    await note('b');
    expect(written).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    now += 60_000;
    await note('a');
    expect(written.at(-1)).toEqual(['a', 1000]);
    await note('a');
    expect(written).toHaveLength(3);
  });

  it('are counted once each, however many come at the same moment', async () => {
    await Promise.all(Array.from({ length: 50 }, () => note('a')));
    expect(written).toHaveLength(1);
    await refusals.tell(true);
    expect([written.length, told()]).toEqual([2, 50]);
  });

  it('are told when nobody comes again, and not again after that', async () => {
    for (let n = 0; n < 5; n += 1) await note('a');
    await refusals.tell();
    expect(written).toHaveLength(1);
    now += 60_000;
    await refusals.tell();
    expect(written.at(-1)).toEqual(['a', 4]);
    await note('a');
    expect(written).toHaveLength(2);
    now += 60_000;
    await refusals.tell();
    now += 60_000;
    await refusals.tell();
    expect([written.length, told()]).toEqual([3, 6]);
  });

  it('are told when the process ends', async () => {
    for (let n = 0; n < 5; n += 1) await note('a');
    await refusals.onApplicationShutdown();
    expect(told()).toBe(5);
  });

  it('take no more memory than a bound, and what makes room is told first', async () => {
    await note('a');
    await note('a');
    for (let n = 0; n < 10_000; n += 1) await note(`other ${n}`);
    expect(written.filter(([name]) => name === 'a')).toEqual([
      ['a', 1],
      ['a', 1],
    ]);
    expect(told()).toBe(10_002);
  });

  it('are told later where they could not be written, and never lost without a word', async () => {
    const failing = (): Promise<void> => Promise.reject(new Error('no database'));
    await expect(refusals.note('a', failing)).rejects.toThrow('no database');
    await note('a');
    expect(written).toEqual([['a', 2]]);
    await refusals.note('a', failing);
    const error = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await refusals.tell(true);
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ refusals: 1 }), 'Refusals have no audit event.');
    error.mockRestore();
  });
});
