import { AppError, type FieldError } from '@divan/platform';

const schedule = (code: string, detail: string, data: Record<string, unknown> = {}): AppError =>
  new AppError(`publishing.${code}`, 422, detail, { data, errors: [{ pointer: '/scheduledFor', detail, code }] });

export const publishingErrors = {
  invalidTimeZone: (timeZone: string) =>
    schedule('invalid_time_zone', `${timeZone} is not a time zone of the IANA list.`),
  invalidLocalTime: (local: string) =>
    schedule('invalid_local_time', `${local} is not a date and time like 2026-11-22T09:00.`),
  nonexistentLocalTime: (local: string, timeZone: string, next: string) =>
    schedule(
      'nonexistent_local_time',
      `In ${timeZone} the clocks are set forward over ${local}; it never happens. ${next} does.`,
      {
        suggestion: next,
      },
    ),
  ambiguousLocalTime: (local: string, timeZone: string, instants: string[]) =>
    schedule(
      'ambiguous_local_time',
      `In ${timeZone} the clocks are set back and show ${local} twice. Choose a time outside that hour.`,
      { instants },
    ),
  scheduleInPast: () => schedule('schedule_in_past', 'The scheduled time has passed. Choose a later one.'),
  unknownChannels: (errors: FieldError[]) =>
    new AppError('publishing.unknown_channel', 422, 'Some channels do not exist, or you may not use them.', { errors }),
  duplicateChannel: (pointer: string) =>
    new AppError('publishing.duplicate_channel', 422, 'A channel can have one variant only.', {
      errors: [{ pointer, detail: 'is named twice', code: 'duplicate' }],
    }),
  noChannels: () =>
    new AppError('publishing.no_channels', 422, 'Choose at least one channel.', {
      errors: [{ pointer: '/variants', detail: 'is empty', code: 'empty' }],
    }),
  checksFailed: (errors: FieldError[]) =>
    new AppError('publishing.checks_failed', 422, 'The post does not fit every channel yet.', { errors }),
  locked: (state: string) =>
    new AppError('publishing.post_locked', 409, 'What is being published or has been published cannot be changed.', {
      data: { state },
    }),
  wrongState: (action: string, state: string) =>
    new AppError('publishing.wrong_state', 409, `A post that is ${state.replaceAll('_', ' ')} cannot be ${action}.`, {
      data: { state },
    }),
  contentChanged: (contentHash: string) =>
    new AppError('publishing.content_changed', 409, 'The post has changed since it was looked at.', {
      data: { contentHash },
    }),
  unknownOutcomes: () =>
    new AppError('publishing.outcome_unknown', 409, 'One publication may be on the network. Reconcile it first.'),
  publicationNotRetryable: (state: string) =>
    new AppError(
      'publishing.publication_not_retryable',
      409,
      'Only a rejected publication can be sent again, or an unknown one after reconciling said that it is not there.',
      { data: { state } },
    ),
  publicationNotUnknown: (state: string) =>
    new AppError(
      'publishing.publication_not_unknown',
      409,
      'Only a publication with an unknown outcome can be reconciled.',
      {
        data: { state },
      },
    ),
  reconcileTooEarly: (seconds: number) =>
    new AppError(
      'publishing.reconcile_too_early',
      409,
      'The network does not show the post, but it was sent moments ago and networks lag. Ask again in a minute.',
      { headers: { 'Retry-After': String(seconds) } },
    ),
  publicationBusy: () =>
    new AppError(
      'publishing.publication_busy',
      409,
      'This publication is being worked on right now. Try again in a moment.',
    ),
  reconcileFailed: (detail: string, cause: unknown) =>
    new AppError('publishing.reconcile_failed', 502, detail, { cause }),
};
