/** Where views stand: made when first shown, told of hellos from then on, and of frames while they are shown. */
import type { LiveFrame, LiveHello, ViewId } from '../../live/frames.ts';
import { html } from '../dom.ts';
import type { LiveView, MountedView, ViewContext } from './view.ts';

export class ViewStage {
  readonly node = html('main', { id: 'content', tabindex: -1 });
  private readonly views: ReadonlyMap<ViewId, LiveView>;
  private readonly context: ViewContext;
  private readonly mounted = new Map<ViewId, { view: MountedView; section: HTMLElement }>();
  private hadHello: LiveHello | undefined;
  private lastFrame: LiveFrame | undefined;
  private current: ViewId | undefined;

  constructor(views: readonly LiveView[], context: ViewContext) {
    this.views = new Map(views.map((view) => [view.id, view]));
    this.context = context;
  }

  show(id: ViewId, query: URLSearchParams): void {
    const last = this.current === undefined ? undefined : this.mounted.get(this.current);
    if (this.current !== id && last !== undefined) {
      last.section.hidden = true;
      last.view.hidden();
    }
    const isOther = this.current !== id;
    this.current = id;
    const { view, section } = this.mounted.get(id) ?? this.made(id);
    section.hidden = false;
    if (isOther && last !== undefined) scrollTo({ top: 0, behavior: 'instant' });
    view.shown(query);
    if (this.lastFrame !== undefined) view.frame(this.lastFrame);
  }

  hello(hello: LiveHello): void {
    this.hadHello = hello;
    this.lastFrame = hello.frame;
    for (const { view } of this.mounted.values()) view.hello(hello);
  }

  frame(frame: LiveFrame): void {
    this.lastFrame = frame;
    if (this.current !== undefined) this.mounted.get(this.current)?.view.frame(frame);
  }

  private made(id: ViewId): { view: MountedView; section: HTMLElement } {
    const found = this.views.get(id);
    if (found === undefined) throw new Error(`there is no view ${id}`);
    const view = found.create(this.context);
    const section = html(
      'section',
      { class: `view view-${id}`, 'aria-labelledby': `view-${id}-title` },
      html('h2', { id: `view-${id}-title` }, found.title),
      view.node,
    );
    const made = { view, section };
    this.mounted.set(id, made);
    this.node.append(section);
    if (this.hadHello !== undefined) view.hello(this.hadHello);
    return made;
  }
}
