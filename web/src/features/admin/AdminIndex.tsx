import { useMediaQuery } from "@mantine/hooks";
import { ChevronRight } from "lucide-react";
import { Link, Navigate } from "react-router";

import { Page } from "@/components/Page";
import { PLACES } from "@/lib/places";
import { useViewer } from "@/lib/session/context";

import classes from "./AdminFrame.module.css";
import { roomsFor } from "./rooms";

/** The rooms as a page, where there is no place for a list beside each; else the first room. */
export function AdminIndex() {
  const { role } = useViewer();
  const hasList = useMediaQuery("(min-width: 62em)", false, { getInitialValueInEffect: false });
  if (hasList) return <Navigate to={`${PLACES.admin.path}/people`} replace />;
  return (
    <Page title="Administration">
      <div className={classes.index}>
        {roomsFor(role).map(({ label, rooms }) => (
          <section key={label}>
            <h2>{label}</h2>
            <ul>
              {rooms.map(({ path, label, about, icon: Icon }) => (
                <li key={path}>
                  <Link to={`${PLACES.admin.path}/${path}`} className={classes.entry}>
                    <Icon size={17} aria-hidden />
                    <span>
                      <strong>{label}</strong>
                      <small>{about}</small>
                    </span>
                    <ChevronRight size={14} aria-hidden />
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Page>
  );
}
