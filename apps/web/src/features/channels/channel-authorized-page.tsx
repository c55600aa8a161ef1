export function ChannelAuthorizedPage() {
  return null;
}
