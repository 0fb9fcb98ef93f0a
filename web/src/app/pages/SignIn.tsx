import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useState } from "react";
import { Navigate, useLocation, useSearchParams } from "react-router";

import classes from "@/app/pages/SignIn.module.css";
import { NotReached } from "@/app/pages/NotReached";
import { returnPath } from "@/app/returning";
import { Splash } from "@/app/Splash";
import { Logo } from "@/components/Logo";
import { Refusals } from "@/components/Refusals";
import { useSession, useSessionState } from "@/lib/session/context";
import type { SignInProblem } from "@/lib/session/session";
import { nameTab } from "@/lib/tab";
import { everySecond } from "@/lib/time/ticker";

/** Where one signs in, and goes on to where one wanted to be. */
export function Component() {
  const state = useSessionState();
  const [parameters] = useSearchParams();
  const location = useLocation();
  useEffect(() => nameTab("Sign in"), []);
  switch (state.status) {
    case "restoring":
      return <Splash />;
    case "unreachable":
      return <NotReached />;
    case "signed-in":
      return <Navigate to={returnPath(parameters, location.state, state.viewer.id)} replace />;
    case "signed-out":
      return (
        <main className={classes.page}>
          <div className={classes.card}>
            <Logo size={36} />
            <h1>Sign in to SIEMS</h1>
            {state.ended && <p role="status">Your session is over. Sign in, and you are back where you were.</p>}
            <SignInForm />
          </div>
        </main>
      );
  }
}

const REQUIRED = (what: string) => (value: string) => (value === "" ? `Enter your ${what}` : null);

function SignInForm() {
  const session = useSession();
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  const [pending, setPending] = useState(false);
  const wait = useCountdown(problem);
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: { email: REQUIRED("e-mail address"), password: REQUIRED("password") },
  });
  const signIn = async ({ email, password }: { email: string; password: string }) => {
    setPending(true);
    setProblem(null);
    setProblem(await session.signIn(email.trim(), password));
    setPending(false);
  };
  return (
    <form onSubmit={form.onSubmit((values) => void signIn(values))} noValidate className={classes.form}>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        // eslint-disable-next-line jsx-a11y/no-autofocus -- it is what one is here for
        autoFocus
        {...form.getInputProps("email")}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ "aria-label": "Show what is typed" }}
        {...form.getInputProps("password")}
      />
      {problem !== null && <Refusals refusals={[problem]} />}
      <Button type="submit" loading={pending} disabled={wait > 0} fullWidth>
        {wait > 0 ? `Try again in ${wait} s` : "Sign in"}
      </Button>
    </form>
  );
}

/** How many seconds are left before it is of use to try again. */
function useCountdown(problem: SignInProblem | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const until = Date.now() + (problem?.waitSeconds ?? 0) * 1_000;
    const count = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1_000)));
    const stop = everySecond(count);
    queueMicrotask(count);
    return stop;
  }, [problem]);
  return left;
}
