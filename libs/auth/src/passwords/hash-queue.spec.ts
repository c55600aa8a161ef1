import { HashQueue } from './hash-queue';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('slow hashes', () => {
  it('run two at a time and in turn, and are refused where 64 wait already', async () => {
    const queue = new HashQueue();
    const ends: (() => void)[] = [];
    const order: number[] = [];
    let [running, most] = [0, 0];
    const work = (n: number) => async (): Promise<number> => {
      most = Math.max(most, (running += 1));
      order.push(n);
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      return n;
    };
    const all = Array.from({ length: 66 }, (_, n) => queue.run(work(n)));
    await expect(queue.run(work(99))).rejects.toMatchObject({
      code: 'auth.busy',
      status: 503,
      headers: { 'Retry-After': '2' },
    });
    while (order.length < 66 || running > 0) {
      ends.shift()?.();
      await tick();
    }
    expect(await Promise.all(all)).toEqual(order);
    expect(most).toBe(2);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('come first for who is known, two at a time for each, whoever else waits', async () => {
    const queue = new HashQueue();
    const ends: (() => void)[] = [];
    const order: string[] = [];
    const run = (name: string, known?: string): Promise<void> =>
      queue.run(async () => {
        order.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
      }, known);
    const all = Array.from({ length: 66 }, () => run('stranger'));
    await expect(run('stranger')).rejects.toMatchObject({ code: 'auth.busy' });
    all.push(run('sara', 'sara'), run('sara', 'sara'), run('tom', 'tom'));
    await expect(run('sara', 'sara')).rejects.toMatchObject({ code: 'auth.busy' });
    while (order.length < all.length) {
      ends.shift()?.();
      await tick();
    }
    for (const end of ends) end();
    await Promise.all(all);
    expect(order.slice(0, 6)).toEqual(['stranger', 'stranger', 'sara', 'sara', 'tom', 'stranger']);
  });

  it('give their turn back when they fail', async () => {
    const queue = new HashQueue();
    const failing = Array.from({ length: 10 }, () => queue.run(() => Promise.reject(new Error('no'))));
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
    expect(await Promise.all([1, 2, 3].map((n) => queue.run(() => Promise.resolve(n))))).toEqual([1, 2, 3]);
  });
});
