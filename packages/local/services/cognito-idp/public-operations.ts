// The operations that apps call without a signature: signing up, confirming, and signing in with a password or by SRP.
// Source: Cognito API reference, SignUp, ConfirmSignUp, InitiateAuth, RespondToAuthChallenge and GetUser.
import { AwsError } from '../../errors.ts';
import type { Input, Operation } from '../../protocol/aws-json.ts';
import {
  attributesOf,
  authenticationResult,
  describeUser,
  invalid,
  renew,
  requireFlow,
  SCOPE,
  signIn,
  text,
} from './cognito-requests.ts';
import type { Client, Cognito } from './cognito-service.ts';
import { checkPassword } from './passwords.ts';
import { isProof, type SrpChallenge, srpChallenge, srpVerifier } from './srp.ts';
import type { StoredUser } from './user-pool-users.ts';

/** The code that confirms every user here: nothing is sent by e-mail, and nothing is proved by reading it. */
export const CONFIRMATION_CODE = '123456';

/** A sign-in between two steps, by its session. */
type Session = { client: Client; username: string; srp?: SrpChallenge };

/** Sign-ins that have begun; beyond it the oldest is forgotten. */
const SESSIONS_MAX = 1_000;

/** The operations, on the user pools of an engine. */
export function publicOperations(cognito: Cognito): Readonly<Record<string, Operation>> {
  const { users } = cognito;
  const sessions = new Map<string, Session>();
  const begin = (session: Session): string => {
    const [oldest] = sessions.keys();
    if (sessions.size >= SESSIONS_MAX && oldest !== undefined) sessions.delete(oldest);
    const id = crypto.randomUUID();
    sessions.set(id, session);
    return id;
  };
  /** The session of a challenge, for the client of the request; it is used once. */
  const resume = (input: Input): Session => {
    const id = text(input, 'Session');
    const session = sessions.get(id);
    sessions.delete(id);
    if (!session || session.client.clientId !== input['ClientId'])
      throw new AwsError('NotAuthorizedException', 'Invalid session for the user.');
    return session;
  };
  const unsigned = (run: (input: Input) => unknown): Operation => ({ permissions: 'unsigned', run });

  return {
    SignUp: unsigned(async (input) => {
      const { userPoolId } = clientIn(cognito, input);
      const pool = users.pool(userPoolId);
      if (pool.isClosed) throw new AwsError('NotAuthorizedException', 'SignUp is not permitted for this user pool');
      const username = text(input, 'Username');
      const attributes = attributesOf(input['UserAttributes']);
      const missing = pool.required.find((one) => attributes[one] === undefined);
      if (missing !== undefined)
        throw invalid(`Attributes did not conform to the schema: ${missing}: The attribute is required`);
      const password = checkPassword(input['Password'], pool.password);
      if (users.find(userPoolId, username)) throw new AwsError('UsernameExistsException', 'User already exists');
      const { sub } = await users.create(userPoolId, username, { attributes, unconfirmed: true });
      await users.setPassword(userPoolId, username, password, false);
      return { UserConfirmed: false, UserSub: sub };
    }),

    ConfirmSignUp: unsigned(async (input) => {
      const { userPoolId } = clientIn(cognito, input);
      const username = text(input, 'Username');
      const { unconfirmed } = users.existing(userPoolId, username);
      if (!unconfirmed)
        throw new AwsError('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED');
      if (text(input, 'ConfirmationCode') !== CONFIRMATION_CODE)
        throw new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');
      await users.change(userPoolId, username, { unconfirmed: false });
      return {};
    }),

    InitiateAuth: unsigned(async (input) => {
      const client = clientIn(cognito, input);
      const parameters = (input['AuthParameters'] ?? {}) as Input;
      switch (input['AuthFlow']) {
        case 'USER_PASSWORD_AUTH':
          return signIn(cognito, requireFlow(client, 'ALLOW_USER_PASSWORD_AUTH'), parameters, begin);
        case 'USER_SRP_AUTH':
          return beginSrp(cognito, requireFlow(client, 'ALLOW_USER_SRP_AUTH'), parameters, begin);
        case 'REFRESH_TOKEN_AUTH':
        case 'REFRESH_TOKEN':
          return renew(cognito, requireFlow(client, 'ALLOW_REFRESH_TOKEN_AUTH'), parameters);
        default:
          throw invalid(`The AuthFlow ${String(input['AuthFlow'])} is not emulated.`);
      }
    }),

    RespondToAuthChallenge: unsigned(async (input) => {
      const answers = (input['ChallengeResponses'] ?? {}) as Input;
      const { client, username, srp } = resume(input);
      const { userPoolId } = client;
      switch (input['ChallengeName']) {
        case 'PASSWORD_VERIFIER': {
          const user = users.existing(userPoolId, username);
          if (!srp || !provesPassword(srp, user, userPoolId, answers)) throw wrongPassword();
          return signedIn(cognito, client, user, begin);
        }
        case 'NEW_PASSWORD_REQUIRED': {
          const password = checkPassword(answers['NEW_PASSWORD'], users.pool(userPoolId).password);
          await users.setPassword(userPoolId, username, password, false);
          return signedIn(cognito, client, users.existing(userPoolId, username), begin);
        }
        default:
          throw invalid(`The challenge ${String(input['ChallengeName'])} is not emulated.`);
      }
    }),

    // Amplify renews tokens with it; with rotation it is the only way (Cognito API reference, GetTokensFromRefreshToken).
    GetTokensFromRefreshToken: unsigned(async (input) => {
      const client = clientIn(cognito, input);
      const { AuthenticationResult } = await renew(cognito, client, { REFRESH_TOKEN: text(input, 'RefreshToken') });
      return { AuthenticationResult };
    }),

    GetUser: unsigned(async (input) => {
      const { userPoolId, username } = await cognito.userOfToken(text(input, 'AccessToken'), SCOPE);
      return describeUser(users.existing(userPoolId, username), 'UserAttributes');
    }),
  };
}

/** The first step of SRP. An unknown user gets a challenge, too, where the client hides unknown users. */
function beginSrp(cognito: Cognito, client: Client, parameters: Input, begin: (session: Session) => string): Input {
  const username = text(parameters, 'USERNAME');
  const user = cognito.users.find(client.userPoolId, username);
  if (!user && !client.hidesUnknownUsers) throw new AwsError('UserNotFoundException', 'User does not exist.');
  const verifier = user?.srp ?? srpVerifier(client.userPoolId, username, crypto.randomUUID());
  const srp = srpChallenge(text(parameters, 'SRP_A'), verifier);
  if (!srp) throw invalid('SRP_A is not valid.');
  const id = user?.username ?? username;
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: verifier.salt,
      SRP_B: srp.publicB.toString(16),
      SECRET_BLOCK: srp.secretBlock,
      USERNAME: id,
      USER_ID_FOR_SRP: id,
    },
    Session: begin({ client, username: id, srp }),
  };
}

function provesPassword(srp: SrpChallenge, user: StoredUser, userPoolId: string, answers: Input): boolean {
  const signature = text(answers, 'PASSWORD_CLAIM_SIGNATURE');
  const timestamp = text(answers, 'TIMESTAMP');
  if (!user.srp || text(answers, 'PASSWORD_CLAIM_SECRET_BLOCK') !== srp.secretBlock) return false;
  return isProof(srp, user.srp, { userPoolId, userId: user.username, timestamp, signature });
}

async function signedIn(
  cognito: Cognito,
  client: Client,
  user: StoredUser,
  begin: (session: Session) => string,
): Promise<Input> {
  if (user.unconfirmed) throw new AwsError('UserNotConfirmedException', 'User is not confirmed.');
  if (!user.temporary) return authenticationResult(await cognito.startSession(client, user, SCOPE));
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    ChallengeParameters: { USER_ID_FOR_SRP: user.username, requiredAttributes: '[]', userAttributes: '{}' },
    Session: begin({ client, username: user.username }),
  };
}

function wrongPassword(): AwsError {
  return new AwsError('NotAuthorizedException', 'Incorrect username or password.');
}

function clientIn(cognito: Cognito, input: Input): Client {
  const clientId = text(input, 'ClientId');
  const client = cognito.client(clientId);
  if (!client) throw new AwsError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
  return client;
}
