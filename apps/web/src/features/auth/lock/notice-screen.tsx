import { Anchor, Button, Stack } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { FormAlert } from '../../../components/form-alert';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import classes from '../auth.module.css';

interface NoticeScreenProps {
  text: string;
  onAcknowledged: () => void;
  onLeave: () => void;
}

/** What the organization has to say before anybody uses the system; use means that it was read and accepted. */
export function NoticeScreen({ text, onAcknowledged, onLeave }: NoticeScreenProps) {
  const { t } = useTranslation('auth');
  const problemText = useProblemText();
  const acknowledge = useMutation({
    mutationFn: () => api.post('/me/sign-in-notice/acknowledgement'),
    onSuccess: onAcknowledged,
  });
  return (
    <AuthLayout title={t('notice.title')} wide>
      <Stack gap="md" mt="md">
        <div className={classes.notice} dir="auto" tabIndex={0} role="document" aria-label={t('notice.title')}>
          {text}
        </div>
        <FormAlert>{acknowledge.error ? problemText(acknowledge.error) : null}</FormAlert>
        <Button
          size="md"
          fullWidth
          leftSection={<IconShieldCheck size={20} aria-hidden />}
          loading={acknowledge.isPending}
          onClick={() => acknowledge.mutate()}
        >
          {t('notice.accept')}
        </Button>
        <Anchor component="button" type="button" size="sm" py={4} onClick={onLeave}>
          {t('notice.leave')}
        </Anchor>
      </Stack>
    </AuthLayout>
  );
}
