import { useState, type FormEvent } from 'react';
import { Anchor, Button, Divider, Group, Modal, Stack } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { whenUnlocked } from '../../../api/session';
import { lockNow } from '../../../app/shell/lock-now';
import type { StepUpRequest } from '../../../api/step-up';
import { FormAlert } from '../../../components/form-alert';
import classes from '../auth.module.css';
import { stepUpWithPasskey } from '../passkeys/ceremonies';
import { usePasskeyText } from '../passkeys/use-passkey-text';
import { passkeysSupported } from '../passkeys/web-authn';
import { isWrongCode } from '../steps/challenge';
import { CODE_LENGTH, CodeInput } from '../steps/code-input';
import { ByProvider } from './by-provider';

/** Asks whether it is still the member who sits here, before what is dangerous; the action then goes on by itself. */
export function StepUpDialog({ request }: { request: StepUpRequest }) {
  const { t } = useTranslation(['auth', 'common']);
  const passkey = request.factors.includes('passkey') && passkeysSupported();
  const totp = request.factors.includes('totp');
  const here = passkey || totp;
  const sso = request.factors.includes('sso');
  return (
    <Modal
      opened
      onClose={request.cancel}
      title={t('stepUp.title')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
      zIndex={350}
      size="26rem"
    >
      <Stack gap="md">
        <p className={classes.lead0}>{t('stepUp.lead')}</p>
        {passkey ? <ByPasskey onDone={request.done} /> : null}
        {passkey && totp ? <Divider label={t('signIn.or')} /> : null}
        {totp ? <ByCode first={!passkey} onDone={request.done} /> : null}
        {here && sso ? <Divider label={t('signIn.or')} /> : null}
        {sso ? <ByProvider only={!here} onDone={request.done} /> : null}
        {here || sso ? null : <BySigningIn onDone={request.done} />}
        <Group justify="center">
          <Anchor component="button" type="button" size="sm" py={4} onClick={request.cancel}>
            {t('common:actions.cancel')}
          </Anchor>
        </Group>
      </Stack>
    </Modal>
  );
}

function ByPasskey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('auth');
  const passkeyText = usePasskeyText();
  const verify = useMutation({ mutationFn: stepUpWithPasskey, onSuccess: onDone });
  return (
    <>
      <FormAlert>{verify.error ? passkeyText(verify.error) : null}</FormAlert>
      <Button
        size="md"
        fullWidth
        data-autofocus
        leftSection={<IconFingerprint size={20} aria-hidden />}
        loading={verify.isPending}
        onClick={() => verify.mutate()}
      >
        {t('stepUp.passkey')}
      </Button>
    </>
  );
}

function ByCode({ first, onDone }: { first: boolean; onDone: () => void }) {
  const { t } = useTranslation('auth');
  const passkeyText = usePasskeyText();
  const [code, setCode] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  const verify = useMutation({
    mutationFn: (text: string) => api.post('/auth/step-up', { code: text }),
    onSuccess: onDone,
    onError: (error) => {
      setInvalid(isWrongCode(error) ? t('totp.wrong') : passkeyText(error));
      setCode('');
    },
  });
  const change = (text: string) => {
    setCode(text);
    setInvalid(null);
    if (text.length === CODE_LENGTH && !verify.isPending) verify.mutate(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length < CODE_LENGTH) setInvalid(t('totp.sixDigits'));
    else if (!verify.isPending) verify.mutate(code);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <CodeInput
          label={t('stepUp.code')}
          value={code}
          onChange={change}
          error={invalid}
          autoFocus={false}
          {...(first ? { 'data-autofocus': true } : {})}
        />
        <Button type="submit" size="md" variant={first ? 'filled' : 'default'} fullWidth loading={verify.isPending}>
          {t('stepUp.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** Whoever has no factor that would do begins anew. */
function BySigningIn({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('auth');
  const signInAgain = () => {
    void lockNow();
    void whenUnlocked().then(onDone);
  };
  return (
    <>
      <p className={classes.help}>{t('stepUp.noneWouldDo')}</p>
      <Button size="md" fullWidth data-autofocus onClick={signInAgain}>
        {t('stepUp.signInAgain')}
      </Button>
    </>
  );
}
