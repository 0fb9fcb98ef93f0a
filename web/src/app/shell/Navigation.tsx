import { NavLink } from "react-router";

import classes from "@/app/shell/Navigation.module.css";
import { placesFor } from "@/app/shell/places";
import { Keys } from "@/components/Keys";
import { Logo } from "@/components/Logo";
import { useViewer } from "@/lib/session/context";

/** The places for the viewer's role. */
export function Navigation({ onChosen }: { onChosen?: () => void }) {
  const { role } = useViewer();
  return (
    <nav className={classes.navigation} aria-label="Main">
      <div className={classes.brand}>
        <Logo /> SIEMS
      </div>
      <ul>
        {placesFor(role).map(({ path, label, icon: Icon, keys }) => (
          <li key={path}>
            <NavLink to={path} className={classes.entry} onClick={onChosen}>
              <Icon size={16} strokeWidth={1.75} aria-hidden />
              <span>{label}</span>
              <span className={classes.keys} aria-hidden>
                <Keys keys={keys} />
              </span>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
