import { AppError } from '@divan/platform';

export const noCheckpoint = (): AppError =>
  new AppError('ledger.no_checkpoint', 404, 'Nothing has been recorded and signed yet.');

export const sizeNotSigned = (size: number): AppError =>
  new AppError('ledger.size_not_signed', 404, `No checkpoint of ${size} leaves was signed.`);

export const leafNotCovered = (): AppError =>
  new AppError('ledger.leaf_not_covered', 404, 'No signed checkpoint covers this leaf.');

export const sizeBeyondHead = (newest: number): AppError =>
  new AppError('ledger.size_beyond_head', 404, `The newest signed checkpoint covers ${newest} leaves.`);

export const sizesReversed = (): AppError =>
  new AppError('ledger.sizes_reversed', 400, '`from` must not be above `to`.', {
    errors: [{ pointer: '?from', detail: 'is above to' }],
  });

export const rotationWaiting = (): AppError =>
  new AppError('ledger.rotation_waiting', 409, 'The last new key has not signed yet. Wait until it has.');

export const notAcknowledgeable = (detail: string): AppError =>
  new AppError('ledger.not_acknowledgeable', 409, `${detail} Repair it first; see docs/operations.md.`);

export const nothingLost = (size: number): AppError =>
  new AppError(
    'ledger.nothing_lost',
    422,
    `The log has ${size} signed leaves, and no alarm says that more were lost.`,
    {
      errors: [{ pointer: '/lostSize', detail: `must be above ${size}` }],
    },
  );

export const moreLost = (lostSize: number): AppError =>
  new AppError(
    'ledger.more_lost',
    409,
    `The alarm says that ${lostSize} leaves had been signed. Acknowledge that many.`,
    {
      data: { lostSize },
      errors: [{ pointer: '/lostSize', detail: `must be at least ${lostSize}` }],
    },
  );
