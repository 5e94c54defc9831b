import { mostSteps } from '../contract/index.ts'

/** The help text; docs/command-line.md says the same with examples. */
export const helpText = `kubilitics: whole Kubernetes clusters as lists and as one graph, from the command line

  kubilitics clusters                     contexts of all kubeconfigs, and what is wrong with them
  kubilitics kinds                        kinds that the source has
  kubilitics get KIND [NAME]              objects: KIND is a name people type (po, deploy, Pod, apps/Deployment)
  kubilitics graph [ID]                   everything that depends on everything; with an ID (core/Pod/shop/web-1) its neighbourhood
  kubilitics path ID ID                   how two things hang together
  kubilitics impact ID, needs ID          what suffers when it goes; what it needs to work
  kubilitics ways-in ID                   ways from outside of the cluster to a Pod, workload or Service
  kubilitics readers ID                   who can read a Secret or ConfigMap
  kubilitics verdict POD POD:PORT         whether network policies let one Pod reach a port of another (shop/web-1 data/db-0:5432)
  kubilitics why EDGE                     why an edge of the graph is there: its rule, its fields, its state
  kubilitics orphans                      what is unused, names something missing, has no effect, or stands alone
  kubilitics problems                     what is wrong: root causes first, with what suffers from each
  kubilitics history KIND NAME            revisions of a Deployment, StatefulSet or DaemonSet; with --revision N [--to M] what differs
  kubilitics logs POD, logs KIND NAME, logs -l SELECTOR
                                          logs of containers, merged by time, also over several contexts
  kubilitics events [KIND NAME]           events, oldest first
  kubilitics snapshot save [FILE]         the whole cluster in a file (or --out FILE)
  kubilitics snapshot info FILE           what is in a snapshot
  kubilitics help, version

Source of objects (one of):
  --kubeconfig FILE [--context NAME]      a live cluster; default: $KUBECONFIG, ~/.kube/config and the current context
  --snapshot FILE                         a snapshot
  --from FILE|FOLDER                      YAML or JSON files with objects and Lists

Options:
  -n, --namespace NAME                    these namespaces (comma-separated, or given again)
  -A, --all-namespaces                    all namespaces
  -o, --output table|wide|json|yaml|name  how objects are written
  --format svg|pdf|png|json|csv|csv-edges|dot|mermaid|drawio   how a graph is written (default json)
  --theme dark|light, --scale N           colours of a picture; pixels of a PNG per unit (default 1, as in --scale 2)
  --steps N                               how far a neighbourhood goes (0 to ${mostSteps}, default 2)
  --lens NAME                             everything, workloads, network, storage, configuration, rbac, scheduling or delivery
  --app ID                                an application: argoproj.io/Application/argocd/shop, pseudo/HelmRelease/shop/web,
                                          pseudo/Application/shop/web
  --incident                              only what is unhealthy, and what leads to it
  -l, --selector SELECTOR                 only objects with these labels, and what leads to them
  --guesses                               also lines guessed from texts of ConfigMaps that name a Service
  --revision N, --to M                    of history: what revision N and revision M (or the template as it is now) differ in
  --rules FILE                            your own rules for the graph, as docs/own-rules.md shows them
  --out FILE                              write there instead of standard output
  --timeout 60s                           how long a live cluster may take

Options of logs (text or json with -o):
  -c, --container NAME; --all-containers  which container; else the one its annotation names, else the first
  -f, --follow                            goes on with what comes, until Ctrl-C
  --tail N, --since 5m                    the last lines of each container (with -l 10, else all); lines that are not older
  -p, --previous                          the run before the present one
  --timestamps; --prefix, --no-prefix     times before lines; Pod and container before lines (usual where there are several)
  --include RE, --exclude RE              only lines that match; only lines that do not
  --severity LEVEL                        trace, debug, info, warn, error or fatal, and what is worse
  --context A --context B                 several clusters, merged by time

Options of events (table, json or yaml with -o):
  --for KIND/NAME, --type Warning, --reason R   about one object; of a type; with a reason
  -w, --watch                             goes on with what comes, until Ctrl-C

Data goes to standard output, errors to standard error.
Exit codes: 0 done, 1 failed, 2 wrong arguments or input, 3 not found, 4 denied, 5 unreachable, 6 incomplete,
130 ended by Ctrl-C
`
