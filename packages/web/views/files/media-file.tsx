// Audio and video in a message. The player, and the link to the file, are there once the reader starts it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { displayedSize, kindOf, styleOf } from '../../state/files/displayed-size.ts';
import { Icon } from '../all-icons.tsx';
import { FileCard, type MessageFileProps } from './file-card.tsx';
import { useFileLink, useNearView } from './file-links-hook.ts';
import { useLocalImage } from './local-image.ts';

/** A file with the browser's own controls. */
export function MediaFile(props: MessageFileProps) {
  const { chatFiles, channel, file, sent } = props;
  const [playing, play] = useState(false);
  const { url, failed, onError } = useFileLink(chatFiles, channel, file, 'original', playing);
  const isVideo = kindOf(file) === 'video';
  const size = isVideo && file.width !== undefined ? displayedSize(file) : undefined;
  return (
    <div class="file-media">
      {size && !(playing && url !== undefined) && <Poster {...props} size={size} play={() => play(true)} />}
      {playing && url !== undefined && !failed && (
        <Player kind={isVideo ? 'video' : 'audio'} url={url} size={size} name={file.name} onError={onError} />
      )}
      {failed && (
        <p class="file-problem" role="alert">
          {t.cannotPlayFile}
        </p>
      )}
      <div class="file-media-row">
        {!size && !playing && sent && (
          <button
            type="button"
            class="icon-button"
            tabIndex={-1}
            onClick={() => play(true)}
            aria-label={t.playFile(file.name)}
            title={t.playFile(file.name)}
          >
            <Icon name="play" />
          </button>
        )}
        <FileCard {...props} />
      </div>
    </div>
  );
}

type Size = { width: number; height: number };

function Poster({ chatFiles, channel, file, sent, size, play }: MessageFileProps & { size: Size; play: () => void }) {
  const { element, near } = useNearView<HTMLButtonElement>();
  const local = useLocalImage(chatFiles, file, sent);
  const wanted = near && sent && !local && file.thumbnail === true;
  const { url, onError } = useFileLink(chatFiles, channel, file, 'thumbnail', wanted);
  const image = local ?? url;
  return (
    <button
      type="button"
      class="file-image"
      ref={element}
      style={size && styleOf(size)}
      tabIndex={-1}
      disabled={!sent}
      aria-label={t.playFile(file.name)}
      title={t.playFile(file.name)}
      onClick={play}
    >
      {image && <img src={image} alt="" decoding="async" onError={onError} />}
      <span class="play-mark">
        <Icon name="play" />
      </span>
    </button>
  );
}

type PlayerProps = { kind: 'audio' | 'video'; url: string; size: Size | undefined; name: string; onError: () => void };

// A link that expires while the file is played is replaced: the player continues where it was.
function Player({ kind: Element, url, size, name, onError }: PlayerProps) {
  const player = useRef<HTMLMediaElement>(null);
  const position = useRef(0);
  useEffect(() => player.current?.focus(), []);
  return (
    <Element
      ref={player as never}
      src={url}
      style={size && styleOf(size)}
      controls
      autoplay
      playsInline
      aria-label={name}
      onTimeUpdate={({ currentTarget }: { currentTarget: HTMLMediaElement }) => {
        position.current = currentTarget.currentTime;
      }}
      onLoadedMetadata={({ currentTarget }: { currentTarget: HTMLMediaElement }) => {
        if (position.current > 0) currentTarget.currentTime = position.current;
      }}
      onError={onError}
    />
  );
}
