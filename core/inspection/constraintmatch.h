#pragma once

#include "core/inspection/catalogsnapshot.h"
#include "core/inspection/objecttrail.h"

#include <QHash>
#include <QList>
#include <QString>

namespace aegisx::inspection {

// The constraints that the files name otherwise than the site does, by their keys, with the site's
// names: whoever made the site's left them unnamed, or named them in the way of another program. A
// constraint of the site stands for one of the files where kind, columns and the table it refers to
// are the same and no file names it; each for one only, the latest first. Of a CHECK the condition
// must be the same as well, as far as mayDemand() can tell.
[[nodiscard]] QHash<QString, QString> constraintsByOtherNames(const CatalogSnapshot &catalog,
                                                              const QList<TrailStep> &steps,
                                                              const ObjectTrails &trails);

} // namespace aegisx::inspection
