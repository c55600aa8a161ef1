import { AppError } from '@divan/platform';

export const approvalErrors = {
  ownPost: () => new AppError('approvals.own_post', 403, 'Whoever wrote or submitted a post cannot decide about it.'),
  permissionMissing: () =>
    new AppError('approvals.permission_missing', 403, 'Your roles do not let you decide about posts.'),
  notAPerson: () => new AppError('approvals.person_required', 403, 'Only a member can decide about a post.'),
  alreadyDecided: (state: string) =>
    new AppError('approvals.already_decided', 409, `This request is ${state.replaceAll('_', ' ')} already.`, {
      data: { state },
    }),
  contentChanged: (contentHash: string) =>
    new AppError(
      'approvals.content_changed',
      409,
      'The post is not the one that you looked at. Look again before you decide.',
      {
        data: { contentHash },
      },
    ),
  commentRequired: () =>
    new AppError('approvals.comment_required', 422, 'Say why, so that the author knows what to do.', {
      errors: [{ pointer: '/comment', detail: 'is required for this decision', code: 'required' }],
    }),
};
