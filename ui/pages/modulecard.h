#pragma once

#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"

#include <QWidget>

class QPushButton;

namespace aegisx::ui {

struct AppContext;
class Card;
class KeyValueGrid;
class StatePill;

// One module at one look: its state, how much of it is applied, and the way to its migrations.
class ModuleCard final : public QWidget
{
    Q_OBJECT

public:
    explicit ModuleCard(QString moduleId, QWidget *parent = nullptr);

    void showModule(const modules::Module &module,
                    const inspection::ModuleState &state,
                    const AppContext &context);
    // The same state; contradicted: the database has something else than what is recorded.
    void showState(const inspection::ModuleState &state, bool contradicted);
    [[nodiscard]] const QString &moduleId() const { return m_moduleId; }

Q_SIGNALS:
    void showRequested(const QString &moduleId);

private:
    QString m_moduleId;
    Card *m_card;
    StatePill *m_pill;
    KeyValueGrid *m_facts;
    QPushButton *m_show;
    int m_schema;
    int m_applied;
    int m_pending;
    int m_unknown;
    int m_batch;
};

} // namespace aegisx::ui
