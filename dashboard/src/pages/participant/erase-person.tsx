import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { UserErasureReply } from '../../../../schemas/erasure.js';
import type { UserReply } from '../../../../schemas/user.js';
import { ApiError, remove, useRead } from '../../api.js';
import { Icon } from '../../components/icon.js';
import { Panel } from '../../components/panel.js';
import { Answer, explain } from '../../components/states.js';
import { formatCount, formatDate } from '../../formats.js';
import { words } from '../../words.js';

interface Props { userId: string; onErased: () => void }
interface Result { isGone: boolean; erased: UserErasureReply; isChecked: boolean }

/** Deletes all that is known of a userId, after showing what that is; tells what went. */
export function ErasePerson({ userId, onErased }: Props) {
    const { erase } = words().participant;
    const [isOpen, setOpen] = useState(false);
    const [result, setResult] = useState<Result>();
    const outcome = useRef<HTMLDivElement>(null);
    const opener = useRef<HTMLButtonElement>(null);
    useEffect(() => { if (result !== undefined) outcome.current?.focus(); }, [result]);

    async function askAgain(): Promise<void> {
        const { status, body } = await remove<UserErasureReply>(pathOf(userId));
        setResult((before) => before === undefined ? before : { ...before, isGone: status === 200, isChecked: true });
        if (body.sessions > 0) onErased();
    }

    return <div class="danger-zone">
        <Panel title={erase.title} note={erase.note} wide>
            {result === undefined ? <button type="button" class="danger" ref={opener} onClick={() => { setOpen(true); }}>
                <Icon name="trash" />{erase.open}</button>
                : <div ref={outcome} tabIndex={-1} role="status" class="erased">
                    <p><strong>{erase.done(formatCount(result.erased.sessions), formatCount(result.erased.pushes))}</strong>{' '}
                        {result.erased.rtcstats > 0 && erase.reports(formatCount(result.erased.rtcstats))}</p>
                    {result.isGone ? <p>{result.isChecked ? erase.checked : erase.doneText}</p>
                        : <>
                            <p>{erase.pending}. {erase.pendingText}</p>
                            <button type="button" onClick={() => { void askAgain(); }}>{erase.check}</button>
                        </>}
                </div>}
        </Panel>
        {isOpen && <EraseDialog userId={userId} onClose={() => { setOpen(false); opener.current?.focus(); }} onErased={(erased, isGone) => {
            setOpen(false);
            setResult({ erased, isGone, isChecked: false });
            onErased();
        }} />}
    </div>;
}

const pathOf = (userId: string): string => `/v1/users/${encodeURIComponent(userId)}`;

interface DialogProps { userId: string; onClose: () => void; onErased: (erased: UserErasureReply, isGone: boolean) => void }

function EraseDialog({ userId, onClose, onErased }: DialogProps) {
    const { erase } = words().participant;
    const id = useId();
    const dialog = useRef<HTMLDialogElement>(null);
    const [typed, setTyped] = useState('');
    const [state, setState] = useState<'ready' | 'running' | ApiError>('ready');
    // of all times, whatever the page shows
    const reading = useRead<UserReply>(pathOf(userId));
    useEffect(() => { dialog.current?.showModal(); }, []);
    const isConfirmed = typed.trim().toLocaleLowerCase() === erase.word;

    async function run(): Promise<void> {
        setState('running');
        try {
            const { status, body } = await remove<UserErasureReply>(pathOf(userId));
            onErased(body, status === 200);
        } catch (error) {
            setState(error instanceof ApiError ? error : new ApiError(0, 'unreachable', String(error)));
        }
    }

    return <dialog ref={dialog} class="erase" aria-labelledby={`${id}title`} onClose={onClose}
        onCancel={(event) => { if (state === 'running') event.preventDefault(); }}>
        <form onSubmit={(event) => { event.preventDefault(); if (isConfirmed && state !== 'running') void run(); }}>
            <h2 id={`${id}title`}>{erase.dialog}</h2>
            <p><code>{userId}</code></p>
            <p>{erase.going}</p>
            <Answer reading={reading} height={60}>{({ sessions, conferences, isWhole, firstSeenAt, lastSeenAt }) => <ul class="going">
                <li><strong>{erase.sessions(formatCount(sessions), formatCount(conferences))}</strong></li>
                <li>{erase.span(formatDate(firstSeenAt), formatDate(lastSeenAt))}</li>
                {!isWhole && <li>{erase.many}</li>}
            </ul>}</Answer>
            <ul class="facts small">{erase.facts.map((fact) => <li key={fact}>{fact}</li>)}</ul>
            <label for={`${id}word`}>{erase.type(erase.word)}</label>
            <input id={`${id}word`} autocomplete="off" autocapitalize="none" spellcheck={false} value={typed}
                onInput={({ currentTarget }) => { setTyped(currentTarget.value); }} />
            {state instanceof ApiError && <p class="fault" role="alert">{erase.failed} {explain(state)}</p>}
            <div class="dialog-tools">
                <button type="button" disabled={state === 'running'} onClick={() => { dialog.current?.close(); }}>{erase.cancel}</button>
                <button class="danger" disabled={!isConfirmed || state === 'running'}>{state === 'running' ? erase.running : erase.confirm}</button>
            </div>
        </form>
    </dialog>;
}
