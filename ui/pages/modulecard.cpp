#include "ui/pages/modulecard.h"

#include "core/base/tr.h"
#include "ui/models/modulesmodel.h"
#include "ui/models/statelooks.h"
#include "ui/widgets/card.h"
#include "ui/widgets/keyvaluegrid.h"
#include "ui/window/appcontext.h"

#include <QBoxLayout>
#include <QPushButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

QString lastBatch(const inspection::ModuleState &state, const AppContext &context)
{
    if (!state.batch)
        return Tr::tr("none yet");
    QDateTime when;
    for (const inspection::MigrationInfo &migration : state.migrations) {
        if (migration.batch == state.batch && migration.appliedAt.isValid())
            when = when.isValid() ? std::max(when, migration.appliedAt) : migration.appliedAt;
    }
    const QString number = QString::number(*state.batch);
    return when.isValid() ? Tr::tr("%1, on %2").arg(number, context.formatTime(when)) : number;
}

} // namespace

ModuleCard::ModuleCard(QString moduleId, QWidget *parent)
    : QWidget(parent)
    , m_moduleId(std::move(moduleId))
    , m_card(new Card(this))
    , m_pill(new StatePill(this))
    , m_facts(new KeyValueGrid(this))
    , m_show(new QPushButton(this))
    , m_schema(m_facts->addRow(u"schema"_s, {}))
    , m_applied(m_facts->addRow(u"applied"_s, {}))
    , m_pending(m_facts->addRow(u"pending"_s, {}))
    , m_unknown(m_facts->addRow(u"unknown"_s, {}))
    , m_batch(m_facts->addRow(u"batch"_s, {}))
{
    setObjectName(u"moduleCard_"_s % m_moduleId);
    m_pill->setObjectName(u"moduleStatePill"_s);
    m_show->setObjectName(u"showModulePushButton"_s);
    m_card->addToHeader(m_pill);
    m_card->body()->addWidget(m_facts);
    m_card->body()->addStretch();
    m_card->body()->addWidget(m_show, 0, Qt::AlignRight);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT showRequested(m_moduleId); });
}

void ModuleCard::showModule(const modules::Module &module,
                            const inspection::ModuleState &state,
                            const AppContext &context)
{
    const QString title = moduleTitle(module.manifest);
    m_card->setTitle(title);
    showState(state, false);
    m_facts->setLabel(m_schema, Tr::tr("Schema"));
    m_facts->setLabel(m_applied, Tr::tr("Applied"));
    m_facts->setLabel(m_pending, Tr::tr("Pending"));
    m_facts->setLabel(m_unknown, Tr::tr("Not in this pack"));
    m_facts->setLabel(m_batch, Tr::tr("Last batch"));
    m_facts->setValue(m_schema, module.manifest.schema);
    m_facts->setValue(
        m_applied,
        Tr::tr("%1 of %2")
            .arg(state.readable ? QString::number(state.applied) : Tr::tr("not known"),
                 QString::number(module.migrations.size())));
    m_facts->setValue(m_pending,
                      state.readable ? QString::number(state.pending) : Tr::tr("not known"));
    m_facts->setValue(m_unknown, QString::number(state.unknown));
    m_facts->setRowVisible(m_unknown, state.unknown > 0);
    m_facts->setValue(m_batch, lastBatch(state, context));
    m_show->setText(Tr::tr("Show"));
    m_show->setAccessibleName(Tr::tr("Show the module: %1").arg(title));
}

void ModuleCard::showState(const inspection::ModuleState &state, bool contradicted)
{
    m_pill->setState(lookOf(state, contradicted));
}

} // namespace aegisx::ui
