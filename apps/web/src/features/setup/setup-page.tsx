import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useFinishSetup } from '../../components/organization/organization-queries';
import { ListSkeleton } from '../../components/list-skeleton';
import { notifyDone, notifyError } from '../../components/notify';
import { Page, PageHeader, Section } from '../../components/page';
import { Permitted } from '../../components/permitted';
import { firstOpen, isStep, passStep, STEPS, useSetupProgress, type Step } from './setup-progress';
import { ChannelStep, OrganizationStep, PolicyStep, TeamStep } from './setup-steps';
import classes from './setup.module.css';

interface StepListProps {
  here: Step;
  progress: Record<Step, boolean>;
  onStep: (step: Step) => void;
}

function StepList({ here, progress, onStep }: StepListProps) {
  const { t } = useTranslation('setup');
  return (
    <ol className={classes.steps}>
      {STEPS.map((step, index) => (
        <li key={step}>
          <button
            type="button"
            className={classes.step}
            aria-current={step === here ? 'step' : undefined}
            onClick={() => onStep(step)}
          >
            <span className={classes.mark} data-done={progress[step] || undefined}>
              {progress[step] ? (
                <IconCheck size={14} stroke={2.5} aria-hidden />
              ) : (
                <span aria-hidden>{t('stepNumber', { number: index + 1 })}</span>
              )}
            </span>
            <span>{t(`${step}.short`)}</span>
            {progress[step] ? <span className="dv-sr">{t('stepDone')}</span> : null}
          </button>
        </li>
      ))}
    </ol>
  );
}

function StepContent({ step, onDone }: { step: Step; onDone: () => void }) {
  if (step === 'organization') return <OrganizationStep onDone={onDone} />;
  if (step === 'policy') return <PolicyStep onDone={onDone} />;
  if (step === 'team') return <TeamStep onDone={onDone} />;
  return <ChannelStep />;
}

function Finish({ open }: { open: Step | null }) {
  const { t } = useTranslation('setup');
  const navigate = useNavigate();
  const finish = useFinishSetup();
  return (
    <div className={classes.finish}>
      <p className={classes.note}>{t(open ? 'finish.open' : 'finish.ready')}</p>
      <Button
        variant={open ? 'default' : 'filled'}
        loading={finish.isPending}
        onClick={() =>
          finish.mutate(undefined, {
            onSuccess: () => {
              notifyDone(t('finish.done'));
              void navigate('/');
            },
            onError: (error) => notifyError(error),
          })
        }
      >
        {t(open ? 'finish.anyway' : 'finish.action')}
      </Button>
    </div>
  );
}

function Setup() {
  const { t } = useTranslation('setup');
  const [params, setParams] = useSearchParams();
  const progress = useSetupProgress();
  if (!progress) return <ListSkeleton rows={4} />;
  const chosen = params.get('step') ?? undefined;
  const open = firstOpen(progress);
  const here: Step = isStep(chosen) ? chosen : (open ?? 'channel');
  const go = (step: Step) => setParams({ step });
  const done = () => {
    passStep(here);
    go(STEPS[STEPS.indexOf(here) + 1] ?? here);
  };
  return (
    <div className={classes.layout}>
      <StepList here={here} progress={progress} onStep={go} />
      <div className={classes.content}>
        <Section title={t(`${here}.title`)} description={t(`${here}.lead`)}>
          <StepContent key={here} step={here} onDone={done} />
        </Section>
        <Finish open={open} />
      </div>
    </div>
  );
}

/** The first steps of a new organization. Every step is kept as it is done, so one can leave and come back. */
export function SetupPage() {
  const { t } = useTranslation('setup');
  return (
    <Page width="reading">
      <Permitted permission="organization:manage">
        <PageHeader title={t('title')} description={t('lead')} />
        <Setup />
      </Permitted>
    </Page>
  );
}
