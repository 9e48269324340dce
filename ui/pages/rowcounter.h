#pragma once

#include "ui/site/sitesession.h"

#include <QWidget>

#include <optional>
#include <stop_token>

class QPushButton;

namespace aegisx::ui {

class WrappedLabel;

// How many rows a table has: the server's estimate, and counted on demand on a connection of its
// own, so that a long count is in nobody's way.
class RowCounter final : public QWidget
{
    Q_OBJECT

public:
    explicit RowCounter(SiteSession &session, QWidget *parent = nullptr);
    ~RowCounter() override;

    // Ends a count that goes on.
    void setTable(const QString &schema, const QString &name);
    void setEstimate(const std::optional<qint64> &rows);
    void retranslate();

private:
    void toggle();
    void stop();
    void start();

    SiteSession &m_session;
    QString m_schema;
    QString m_name;
    std::optional<qint64> m_estimate;
    std::optional<Result<qint64>> m_counted;
    std::stop_source m_stop;
    int m_request = 0;
    bool m_counting = false;
    WrappedLabel *m_label;
    QPushButton *m_button;
};

} // namespace aegisx::ui
