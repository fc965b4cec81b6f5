// Choosing the name and the picture that others see.
import { DISPLAY_NAME_MAX, type ProfileChange, parseDisplayName, parsePicture } from '@parley/chat';
import { useRef, useState } from 'preact/hooks';
import type { Person } from '../../auth/session.ts';
import * as t from '../../i18n/index.ts';
import { smallPicture } from '../../platform/picture.ts';
import type { People } from '../../state/users/profiles.ts';
import { Dialog, ProblemLine, useAttempt } from '../dialog.tsx';
import { Face } from './user-view.tsx';

type ProfileProps = { person: Person; people: People; close: () => void };

/** A dialog over the chat; it stays open until what was chosen is stored or the person gives up. */
export function ProfileDialog({ person, people, close }: ProfileProps) {
  const { displayName: oldName, picture: oldPicture } = people.of(person.userId).peek() ?? {};
  const [name, setName] = useState(oldName ?? '');
  const [picture, setPicture] = useState(oldPicture);
  const { busy, problem, attempt } = useAttempt();
  const save = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      const change: ProfileChange = {
        ...(name.trim() !== (oldName ?? '') && { displayName: name.trim() === '' ? null : parseDisplayName(name) }),
        ...(picture !== oldPicture && { picture: picture === undefined ? null : parsePicture(picture) }),
      };
      if (Object.keys(change).length > 0) await people.change(change);
      close();
    });
  };
  return (
    <Dialog title={t.editProfile} close={close}>
      <form onSubmit={save} noValidate>
        <label for="profile-name">{t.displayName}</label>
        <input
          id="profile-name"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
          maxLength={DISPLAY_NAME_MAX * 2}
          placeholder={person.username}
          autocomplete="name"
          aria-describedby="profile-help"
        />
        <p class="quiet" id="profile-help">
          {t.usernameHelp(person.username)}
        </p>
        <PictureField person={person} name={name} picture={picture} choose={setPicture} attempt={attempt} />
        <ProblemLine problem={problem} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? t.saving : t.save}
          </button>
          <button type="button" class="button" onClick={close}>
            {t.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type PictureFieldProps = {
  person: Person;
  name: string;
  picture: string | undefined;
  choose: (picture: string | undefined) => void;
  attempt: (act: () => Promise<unknown>) => Promise<void>;
};

function PictureField({ person, name, picture, choose, attempt }: PictureFieldProps) {
  const file = useRef<HTMLInputElement>(null);
  const chosen = (event: Event & { currentTarget: HTMLInputElement }) => {
    const [image] = event.currentTarget.files ?? [];
    if (image) void attempt(async () => choose(await smallPicture(image)));
    // The same file can be chosen again.
    event.currentTarget.value = '';
  };
  const isImage = picture?.startsWith('data:') ?? false;
  return (
    <fieldset class="picture-field">
      <legend>{t.picture}</legend>
      <Face userId={person.userId} name={name.trim() || person.username} picture={picture} />
      <input
        type="file"
        class="hidden"
        ref={file}
        accept="image/*"
        tabIndex={-1}
        aria-hidden="true"
        onChange={chosen}
      />
      <button type="button" class="button" onClick={() => file.current?.click()}>
        {t.uploadPhoto}
      </button>
      <label>
        {t.orEmoji}
        <input
          class="emoji-field"
          value={isImage ? '' : (picture ?? '')}
          onInput={(event) => choose(event.currentTarget.value.trim() || undefined)}
          autocomplete="off"
          maxLength={32}
        />
      </label>
      {picture !== undefined && (
        <button type="button" class="link-button" onClick={() => choose(undefined)}>
          {t.removePicture}
        </button>
      )}
    </fieldset>
  );
}
