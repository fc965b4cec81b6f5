// aws-amplify's sign-in as a page uses it: signs up, confirms, and signs in by SRP. Prints what it was told.
import { Amplify } from 'aws-amplify';
import { confirmSignUp, fetchAuthSession, signIn, signUp } from 'aws-amplify/auth';

const { userPoolId, userPoolClientId, username, password, wrong, code } = JSON.parse(process.argv[2]);
Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId } } });

try {
  const { nextStep: afterSignUp } = await signUp({ username, password });
  const unconfirmed = await signIn({ username, password }).then(({ nextStep }) => nextStep.signInStep);
  await confirmSignUp({ username, confirmationCode: code });
  const refused = await signIn({ username, password: wrong }).catch(({ name }) => name);
  const { isSignedIn } = await signIn({ username, password });
  const { tokens } = await fetchAuthSession({ forceRefresh: true });
  const step = afterSignUp.signUpStep;
  console.log(JSON.stringify({ step, unconfirmed, refused, isSignedIn, token: tokens.accessToken.toString() }));
} catch (error) {
  console.log(JSON.stringify({ error: `${error.name}: ${error.message}` }));
}
process.exit(0);
