import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** How wide an element is, in CSS px, whenever that changes; for charts that are drawn to measure. */
export function useWidth<E extends Element>(): [RefObject<E | null>, number] {
    const place = useRef<E>(null);
    const [width, setWidth] = useState(0);
    useLayoutEffect(() => {
        const element = place.current;
        if (element === null) return;
        const observer = new ResizeObserver(() => { setWidth(element.getBoundingClientRect().width); });
        observer.observe(element);
        setWidth(element.getBoundingClientRect().width);
        return () => { observer.disconnect(); };
    }, []);
    return [place, width];
}
