import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router";

import { AcceptInvitationDocument } from "@/app/gql";
import classes from "@/app/pages/SignIn.module.css";
import { Logo } from "@/components/Logo";
import { Refusals } from "@/components/Refusals";
import { post, Unreachable } from "@/lib/graphql/post";
import { besides, byField } from "@/lib/graphql/refusals";
import type { Refusal } from "@/lib/graphql/useSubmit";

const SHORTEST = 10;
const FIELDS = ["password"];
const NOT_THERE: Refusal = { code: "", field: null, message: "SIEMS cannot be reached. Is the network there?" };

/** Where whoever holds an invitation sets a password. Its token is behind the # of the address. */
export function Component() {
  const token = useLocation().hash.slice(1);
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    document.title = "Set your password · SIEMS";
  }, []);
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Logo size={36} />
        <h1>{address === null ? "Set your password" : "Your password is set"}</h1>
        {address !== null && (
          <>
            <p>Sign in with {address}. You were signed out everywhere else.</p>
            <Button component={Link} to="/sign-in" mt="sm" fullWidth>
              Sign in
            </Button>
          </>
        )}
        {address === null && token === "" && (
          <p role="alert">This link is not whole: its end is missing. Copy all of it, or ask an administrator anew.</p>
        )}
        {address === null && token !== "" && <PasswordForm token={token} done={setAddress} />}
      </div>
    </main>
  );
}

function PasswordForm({ token, done }: { token: string; done: (address: string) => void }) {
  const [pending, setPending] = useState(false);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const form = useForm({
    initialValues: { password: "", again: "" },
    validate: {
      password: (value) => (value.length < SHORTEST ? `${SHORTEST} characters or more` : null),
      again: (value, { password }) => (value === password ? null : "This is not the same"),
    },
  });
  const set = async (password: string) => {
    setPending(true);
    const answer = await accepted(token, password);
    setPending(false);
    if (typeof answer === "string") {
      done(answer);
      return;
    }
    form.setErrors(byField(answer, FIELDS));
    setRefusals(besides(answer, FIELDS));
  };
  return (
    <form onSubmit={form.onSubmit(({ password }) => void set(password))} noValidate className={classes.form}>
      <PasswordInput
        label="New password"
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": "Show what is typed" }}
        {...form.getInputProps("password")}
      />
      <PasswordInput
        label="The same again"
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": "Show what is typed again" }}
        {...form.getInputProps("again")}
      />
      <Refusals refusals={refusals} />
      <Button type="submit" loading={pending} fullWidth>
        Set the password
      </Button>
    </form>
  );
}

/** The address that one signs in with from now on, or why nothing has changed. */
async function accepted(token: string, password: string): Promise<string | readonly Refusal[]> {
  try {
    const { data, errors } = await post(AcceptInvitationDocument, { input: { token, password } });
    const payload = data?.setPassword;
    if (payload?.user) return payload.user.email ?? payload.user.name;
    return payload?.errors ?? (errors ?? []).map(({ message }) => ({ code: "", message, field: null }));
  } catch (error) {
    if (error instanceof Unreachable) return [NOT_THERE];
    throw error;
  }
}
