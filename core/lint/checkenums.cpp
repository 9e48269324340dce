#include "core/base/tr.h"
#include "core/lint/checks.h"

#include <QRegularExpression>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

// The last comment that the module gives each type, with the file that gives it.
QHash<QString, std::pair<int, QString>> commentsOf(const LintModule &module)
{
    QHash<QString, std::pair<int, QString>> comments;
    for (int i = 0; i < module.migrations.size(); ++i) {
        const auto &file = module.migrations.at(i);
        if (!file->up)
            continue;
        visitSection(*file->up, Bodies::Skip, [&](const LintNode &node) {
            if (node.node->node_case != PG_QUERY__NODE__NODE_COMMENT_STMT
                || node.node->comment_stmt->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TYPE)
                return;
            const PgQuery__TypeName &type = *node.node->comment_stmt->object->type_name;
            const modules::ObjectName name = modules::nameOf({type.names, type.n_names});
            comments.insert(name.schema % u'.' % name.name,
                            {i, QString::fromUtf8(node.node->comment_stmt->comment)});
        });
    }
    return comments;
}

bool namesLabel(const QString &comment, const QString &label)
{
    const QRegularExpression word(u"(?<![\\w-])"_s % QRegularExpression::escape(label)
                                      % u"(?![\\w-])"_s,
                                  QRegularExpression::UseUnicodePropertiesOption);
    return word.match(comment).hasMatch();
}

} // namespace

void checkEnums(const LintModule &module, Findings &findings)
{
    const auto comments = commentsOf(module);
    for (int i = 0; i < module.migrations.size(); ++i) {
        const auto &file = module.migrations.at(i);
        if (!file->up)
            continue;
        for (const ObjectChange &change : file->up->analysis.changes) {
            const bool label = change.kind == ObjectKind::EnumLabel;
            const bool renames = label && change.change == ChangeKind::Rename;
            const QStringList labels = renames ? QStringList {change.newName}
                : label                        ? QStringList {change.name}
                                               : change.labels;
            if ((change.change != ChangeKind::Create && !renames) || labels.isEmpty()
                || (!label && change.kind != ObjectKind::Type))
                continue;
            const QString type = change.schema % u'.' % (label ? change.parent : change.name);
            const auto &[at, comment] = comments.value(type, {-1, QString()});
            QStringList missing;
            for (const QString &one : labels) {
                if (at < i || !namesLabel(comment, one))
                    missing << one;
            }
            if (!missing.isEmpty())
                findings.append(
                    finding(*file,
                            u"enum-documented"_s,
                            positionOf(*file, *file->up, change.statement),
                            Tr::tr("The comment of the type %1 does not tell these labels: %2")
                                .arg(type, missing.join(u", "_s))));
        }
    }
}

} // namespace aegisx::lint
