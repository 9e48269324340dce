#pragma once

#include "core/inspection/catalogsnapshot.h"
#include "core/inspection/objecttrail.h"

#include <QList>
#include <QSet>
#include <QString>

namespace aegisx::inspection {

// The keys of the constraints that the files name otherwise than the site does: whoever made the
// site's left them unnamed, or named them in the way of another program. A constraint of the site
// stands for one of the files where kind, columns and the table it refers to are the same and no
// file names it; each for one only, the latest first. Of a CHECK the columns alone are compared,
// not what it demands of them.
[[nodiscard]] QSet<QString> constraintsByOtherNames(const CatalogSnapshot &catalog,
                                                    const QList<TrailStep> &steps,
                                                    const ObjectTrails &trails);

} // namespace aegisx::inspection
