import { AppError, type FieldError } from '@divan/platform';

export function permissionMissing(permission: string): AppError {
  return new AppError('inbox.permission_missing', 403, `This needs the permission ${permission}.`, {
    data: { permission },
  });
}

export function replyUnsupported(reason: string): AppError {
  return new AppError('inbox.reply_unsupported', 422, reason);
}

export function replyInvalid(errors: FieldError[]): AppError {
  return new AppError('inbox.reply_invalid', 422, 'The network does not take this reply as it is.', { errors });
}

export function assigneeUnknown(): AppError {
  const detail = 'There is no such active member.';
  return new AppError('inbox.assignee_unknown', 422, detail, { errors: [{ pointer: '/assigneeId', detail }] });
}

export function notRetryable(state: string): AppError {
  const detail = state === 'sent' ? 'The reply is on the network already.' : 'The reply is still on its way.';
  return new AppError('inbox.reply_not_retryable', 409, detail, { data: { state } });
}
