import { Component, h, type ComponentClass, type FunctionComponent } from 'preact';

/** The same, drawn again only when one of its props is another one: what the stream did not tell anew is not looked at. */
export function onlyWhenChanged<P extends object>(View: FunctionComponent<P>): ComponentClass<P> {
    return class extends Component<P> {
        override shouldComponentUpdate(next: Readonly<P>): boolean {
            const names = Object.keys(next) as (keyof P)[];
            return names.some((name) => name !== ('children' as keyof P) && next[name] !== (this.props as P)[name]);
        }

        override render() { return h(View, this.props as P); }
    };
}
