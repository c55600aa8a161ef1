import { useEffect, useRef } from 'react';
import type { SignInAnswer } from '../steps/answer';
import { signInFromField } from './ceremonies';
import { offersPasskeysInField, stopOffering } from './web-authn';

/** Lets the browser offer passkeys in the list under the e-mail field, where it can. What fails here, fails silently. */
export function useFieldOffer(wanted: boolean, onAnswer: (answer: SignInAnswer) => void): void {
  const take = useRef(onAnswer);
  take.current = onAnswer;
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    const offer = async (): Promise<void> => {
      if (!(await offersPasskeysInField()) || !here) return;
      const answer = await signInFromField();
      if (here) take.current(answer);
    };
    // The button beside the field says what is wrong; an offer that nobody took up says nothing.
    offer().catch(() => undefined);
    return () => {
      here = false;
      void offersPasskeysInField().then((offered) => (offered ? stopOffering() : undefined));
    };
  }, [wanted]);
}
